import { get } from './api.js';
import { svg } from './dom.js';

/** Milliseconds for which the figures of an app are good enough. */
const FRESH = 30_000;

/** Apps that are asked about at the same time. */
const MOST_AT_ONCE = 4;

/**
 * What an app takes now, and took of the processor in the last hour.
 * @typedef {{ cpu: number | undefined, memory: number | undefined, hour: number[] }} Figures
 */

/** @type {Map<string, { at: number, figures: Figures | undefined }>} */
const known = new Map();

let asking = 0;

/**
 * The figures of an app as far as they are known; those that are not are asked for, and are there with a later look.
 * @param {string} app
 * @param {AbortSignal} signal
 */
export function figuresOf(app, signal) {
  const before = known.get(app);
  const isFresh = before !== undefined && Date.now() - before.at < FRESH;
  if (!isFresh && asking < MOST_AT_ONCE) ask(app, signal);
  return before?.figures;
}

/** A small line of an hour. @param {number[]} hour */
export function spark(hour) {
  if (hour.length < 2) return '';
  const most = Math.max(...hour, 0.02);
  const points = hour.map(
    (value, index) => `${((index / (hour.length - 1)) * 100).toFixed(1)},${(22 - (value / most) * 20).toFixed(1)}`,
  );
  const label = `CPU in the last hour, at most ${(most * 100).toFixed(0)} %`;
  const attributes = {
    class: 'spark',
    viewBox: '0 0 100 24',
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': label,
  };
  return svg('svg', attributes, svg('polyline', { points: points.join(' ') }));
}

// Private

/** @param {string} app @param {AbortSignal} signal */
async function ask(app, signal) {
  asking += 1;
  known.set(app, { at: Date.now(), figures: known.get(app)?.figures });
  try {
    known.set(app, { at: Date.now(), figures: figuresIn(await get(`/apps/${app}/metrics?since=1h&step=60`, signal)) });
  } catch {
    // Without figures a list of apps is one still.
  } finally {
    asking -= 1;
    if (!signal.aborted) document.dispatchEvent(new Event('drawn'));
  }
}

/** @param {any} series @returns {Figures} */
function figuresIn({ processes }) {
  const copies = processes.flatMap((/** @type {any} */ process) => process.copies);
  const cpu = summed(copies, 'cpu');
  return { cpu: cpu.at(-1), memory: summed(copies, 'memory').at(-1), hour: cpu };
}

/** What copies take together, as far as it is known; the step that goes on may have nothing yet. @param {any[]} copies @param {string} key */
function summed(copies, key) {
  const series = copies.map((copy) => copy[key]);
  const last = Math.max(
    -1,
    ...series.map((values) => values.findLastIndex((/** @type {any} */ value) => value !== null)),
  );
  return Array.from({ length: last + 1 }, (_, index) => series.reduce((sum, values) => sum + (values[index] ?? 0), 0));
}
