import { h, svg } from './dom.js';
import { scaleOf } from './scale.js';

/**
 * One line of a plot; `kind` is a colour with a meaning.
 * @typedef {{ name: string, values: (number | null)[], kind?: string }} Line
 */

/**
 * What a plot shows.
 * @typedef {{ title: string, from: string, step: number, lines: Line[], format: (value: number | null | undefined) => string,
 *   limit?: number | undefined, least?: number, isBinary?: boolean }} Plotted
 */

/** Lines that are told apart; of more, the highest ones are shown. */
const MOST_LINES = 6;

const [WIDTH, HEIGHT] = [600, 150];

/** Steps of a key. @type {Readonly<Record<string, number>>} */
const MOVES = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

/** Lines over time, with a figure of each under the pointer, or by the arrow keys. @param {Plotted} plotted */
export function plot(plotted) {
  const { title, format, limit } = plotted;
  const lines = highest(plotted.lines);
  const length = Math.max(0, ...lines.map(({ values }) => values.length));
  const { ticks, top } = scaleOf(highestOf({ ...plotted, lines }), plotted.isBinary);
  const points = new Points({ ...plotted, lines }, length);
  const area = h(
    'div',
    {
      class: 'area',
      tabindex: '0',
      role: 'slider',
      'aria-label': `${title}, by time`,
      'aria-valuemin': '0',
      'aria-valuemax': `${Math.max(0, length - 1)}`,
      'aria-valuenow': `${points.last}`,
      'aria-valuetext': points.text(points.last),
      ...points.listeners(),
    },
    drawing(lines, length, top, ticks, limit),
    h('div', { class: 'mark' }),
    ticks.map((tick) =>
      h('span', { class: 'tick', 'aria-hidden': 'true', style: { bottom: `${(tick / top) * 100}%` } }, format(tick)),
    ),
  );
  return h(
    'figure',
    { class: 'plot', 'data-key': title },
    h(
      'figcaption',
      {},
      h('b', {}, title),
      h(
        'span',
        { class: 'legend' },
        lines.map((line, index) => legend(line, index, points)),
      ),
      h('span', { class: 'when quiet' }),
    ),
    area,
    h(
      'div',
      { class: 'times quiet', 'aria-hidden': 'true' },
      h('span', {}, points.when(0)),
      h('span', {}, points.when(length - 1)),
    ),
  );
}

// Private

/** What a plot tells of each of its points in time. */
class Points {
  /** @param {Plotted} plotted @param {number} length */
  constructor({ from, step, lines, format }, length) {
    this.from = from;
    this.step = step;
    this.lines = lines;
    this.format = format;
    this.length = length;
    this.last = Math.max(0, ...lines.map(({ values }) => values.findLastIndex((value) => value !== null)));
  }

  /** @param {number} index */
  when(index) {
    const at = new Date(Date.parse(this.from) + index * this.step * 1000);
    const isLong = this.step * this.length > 86_400;
    return at.toLocaleString(
      'en-GB',
      isLong
        ? { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }
        : { hour: '2-digit', minute: '2-digit' },
    );
  }

  /** @param {number} index */
  text(index) {
    return `${this.when(index)}: ${this.lines.map(({ name, values }) => `${name} ${this.format(values[index])}`).join(', ')}`;
  }

  /** By the element that they are on at last: what is on the page is made like what is drawn anew. */
  listeners() {
    return {
      onpointermove: (/** @type {PointerEvent} */ event) => {
        const area = /** @type {HTMLElement} */ (event.currentTarget);
        const { left, width } = area.getBoundingClientRect();
        this.mark(area, Math.round(((event.clientX - left) / width) * (this.length - 1)));
      },
      onpointerleave: (/** @type {PointerEvent} */ event) =>
        this.unmark(/** @type {HTMLElement} */ (event.currentTarget)),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const move = MOVES[event.key];
        if (move === undefined) return;
        event.preventDefault();
        const area = /** @type {HTMLElement} */ (event.currentTarget);
        this.mark(area, Number(area.getAttribute('aria-valuenow')) + move);
      },
    };
  }

  /** @param {HTMLElement} area @param {number} wanted */
  mark(area, wanted) {
    if (this.length < 2) return;
    const index = Math.min(this.length - 1, Math.max(0, wanted));
    this.show(area, index, this.when(index));
    area.classList.add('marked');
    const mark = /** @type {HTMLElement} */ (area.querySelector('.mark'));
    mark.style.left = `${(index / (this.length - 1)) * 100}%`;
  }

  /** @param {HTMLElement} area */
  unmark(area) {
    area.classList.remove('marked');
    this.show(area, this.last, '');
  }

  /** @param {HTMLElement} area @param {number} index @param {string} when */
  show(area, index, when) {
    area.setAttribute('aria-valuenow', `${index}`);
    area.setAttribute('aria-valuetext', this.text(index));
    const figure = /** @type {HTMLElement} */ (area.closest('figure'));
    figure.querySelectorAll('.legend output').forEach((output, line) => {
      output.textContent = this.format(this.lines[line]?.values[index]);
    });
    /** @type {HTMLElement} */ (figure.querySelector('.when')).textContent = when;
  }
}

/** @param {Line[]} lines */
function highest(lines) {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines].sort((one, other) => peak(other) - peak(one)).slice(0, MOST_LINES);
}

/** @param {Line} line */
const peak = ({ values }) => values.reduce((/** @type {number} */ most, value) => Math.max(most, value ?? 0), 0);

/** A limit is shown where the lines come near it. @param {Plotted} plotted */
function highestOf({ lines, limit, least = 0 }) {
  const most = Math.max(least, ...lines.map(peak));
  return limit !== undefined && most > limit / 3 ? Math.max(most, limit) : most;
}

/** @param {Line} line @param {number} index @param {Points} points */
function legend({ name, values, kind }, index, points) {
  return h(
    'span',
    {},
    h('i', { class: kind ?? `s${index}` }),
    name,
    ' ',
    h('output', {}, points.format(values[points.last])),
  );
}

/** @param {Line[]} lines @param {number} length @param {number} top @param {number[]} ticks @param {number | undefined} limit */
function drawing(lines, length, top, ticks, limit) {
  const y = (/** @type {number} */ value) => (HEIGHT - (value / top) * HEIGHT).toFixed(1);
  const x = (/** @type {number} */ index) => ((index / Math.max(1, length - 1)) * WIDTH).toFixed(1);
  const grid = ticks.map((tick) => svg('path', { class: 'grid', d: `M0 ${y(tick)}H${WIDTH}` }));
  const bound = limit !== undefined && limit <= top && svg('path', { class: 'limit', d: `M0 ${y(limit)}H${WIDTH}` });
  const paths = lines.map(({ values, kind }, index) =>
    svg('path', { class: `line ${kind ?? `s${index}`}`, d: pathOf(values, x, y) }),
  );
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    grid,
    bound,
    paths.reverse(),
  );
}

/** Where nothing is known there is no line. @param {(number | null)[]} values @param {(index: number) => string} x @param {(value: number) => string} y */
function pathOf(values, x, y) {
  let isOn = false;
  let path = '';
  values.forEach((value, index) => {
    if (value === null) {
      isOn = false;
      return;
    }
    path += `${isOn ? 'L' : 'M'}${x(index)} ${y(value)}`;
    // One figure alone is a dot.
    if (!isOn && (values[index + 1] ?? null) === null) path += 'h1';
    isOn = true;
  });
  return path;
}
