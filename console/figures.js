import { get } from './api.js';
import { svg } from './dom.js';

/** Milliseconds for which figures are good enough. */
const FRESH = 30_000;

/**
 * What an app takes now, and took of the processor in the last hour.
 * @typedef {{ app: string, cpu?: number, memory?: number, hour: (number | null)[] }} Figures
 */

/** @type {{ at: number, figures: Map<string, Figures> }} */
let known = { at: 0, figures: new Map() };

/** The figures of all apps, by their names: asked for all at once, and not more often than they change much. @param {AbortSignal} signal */
export async function allFigures(signal) {
  if (Date.now() - known.at < FRESH) return known.figures;
  const { apps } = await get('/metrics/apps', signal);
  known = { at: Date.now(), figures: new Map(apps.map((/** @type {Figures} */ each) => [each.app, each])) };
  return known.figures;
}

/** A small line of an hour, with gaps where nothing is known. @param {(number | null)[]} hour */
export function spark(hour) {
  const most = hour.reduce((/** @type {number} */ highest, value) => Math.max(highest, value ?? 0), 0.02);
  const x = (/** @type {number} */ index) => ((index / (hour.length - 1)) * 100).toFixed(1);
  const path = hour.map((value, index) => {
    if (value === null) return '';
    const point = `${x(index)} ${(22 - (value / most) * 20).toFixed(1)}`;
    const [before, after] = [hour[index - 1] ?? null, hour[index + 1] ?? null];
    // One figure alone is a dot.
    return `${before === null ? 'M' : 'L'}${point}${before === null && after === null ? 'h1' : ''}`;
  });
  const label = `CPU in the last hour, at most ${(most * 100).toFixed(0)} %`;
  const attributes = {
    class: 'spark',
    viewBox: '0 0 100 24',
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': label,
  };
  return svg('svg', attributes, svg('path', { d: path.join('') }));
}
