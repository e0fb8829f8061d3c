import { plot } from '../../lib/plot.ts';
import type { Terminal } from '../apps/attachments.ts';

/** A plot with its name and what stands out in it. */
export interface Panel {
  title: string;
  values: readonly (number | null)[];
  /** A value with its unit: `11.3 MiB`. */
  unit(value: number): string;
  /** What it may be at most, or other words behind the newest value. */
  note?: string;
}

/** What a client's terminal can show. */
export interface Canvas {
  /** Characters of a line. */
  width: number;
  ascii: boolean;
  colours: boolean;
}

/** Lines of a plot. */
const HEIGHT = 3;

/** Characters in front of a plot: the numbers of its scale. */
const SCALE = 11;

/** Characters between two panels beside each other. */
const GAP = 2;

/** From this width on two panels stand beside each other. */
const WIDE = 76;

/** Where there is no terminal. */
const USUAL_WIDTH = 80;
const MOST_WIDTH = 200;

/** Terminals of these names have no bars, or no colours. */
const PLAIN = /^(linux|vt\d+|dumb|unknown)/;

/** What the client can show; `ascii` where somebody asks for it. */
export function canvasOf(terminal: Terminal | undefined, ascii: boolean): Canvas {
  const width = Math.min(terminal?.width || USUAL_WIDTH, MOST_WIDTH);
  const isPlain = PLAIN.test(terminal?.term ?? '');
  return { width, ascii: ascii || isPlain, colours: terminal !== undefined && !isPlain };
}

/** How many values a plot can show. */
export function columnsOf(canvas: Canvas): number {
  return Math.max(10, panelWidth(canvas) - SCALE);
}

/** Panels one below the other, or in pairs where there is room. */
export function drawPanels(panels: readonly Panel[], canvas: Canvas): string {
  const drawn = panels.map((panel) => draw(panel, canvas));
  const beside = perLine(canvas);
  const lines: string[] = [];
  for (let at = 0; at < drawn.length; at += beside) {
    const row = drawn.slice(at, at + beside);
    for (let line = 0; line < HEIGHT + 1; line++) lines.push(row.map((panel) => panel[line]).join(' '.repeat(GAP)));
  }
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Bold, where there are colours. */
export function heading(text: string, { colours }: Canvas): string {
  return colours ? `\x1b[1m${text}\x1b[0m` : text;
}

// Private

const perLine = ({ width }: Canvas) => (width >= WIDE ? 2 : 1);

function panelWidth(canvas: Canvas): number {
  const count = perLine(canvas);
  return Math.floor((canvas.width - GAP * (count - 1)) / count);
}

function draw(panel: Panel, canvas: Canvas): string[] {
  const { values, unit } = panel;
  const known = values.filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const bars = plot(values, { width: columnsOf(canvas), height: HEIGHT, ascii: canvas.ascii });
  const scale = known.length === 0 ? [] : [unit(most), '', '0'];
  const edge = canvas.ascii ? '|' : '┤';
  const lines = bars.map((bar, line) => {
    const label = (scale[line] ?? '').padStart(SCALE - 2);
    return `${label} ${edge}${coloured(bar, canvas)}`;
  });
  return [titleOf(panel, panelWidth(canvas)), ...lines];
}

/** What has no room is left out, the mean first. */
function titleOf({ title, values, unit, note }: Panel, width: number): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${title}: nothing is known`.padEnd(width);
  const mean = known.reduce((all, value) => all + value, 0) / known.length;
  const now = `${title} ${unit(known.at(-1)!)}${note === undefined ? '' : ` ${note}`}`;
  const whole = `${now}, mean ${unit(mean)}`;
  return (whole.length <= width ? whole : now).slice(0, width).padEnd(width);
}

const coloured = (bar: string, { colours }: Canvas) => (colours ? `\x1b[36m${bar}\x1b[0m` : bar);
