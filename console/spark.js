import { get } from './api.js';
import { h, svg } from './dom.js';

/** Milliseconds for which a line is good enough. */
const FRESH = 30_000;

/** @type {Map<string, { at: number, element: HTMLElement }>} */
const known = new Map();

/**
 * A small line of what an app has taken of the processor in the last hour, which draws itself when it has its figures.
 * @param {string} app
 * @param {AbortSignal} signal
 */
export function spark(app, signal) {
  const before = known.get(app);
  if (before && Date.now() - before.at < FRESH) return copyOf(before.element);
  const element = before?.element ?? h('span', { class: 'spark' });
  known.set(app, { at: Date.now(), element });
  draw(app, element, signal).catch(() => known.delete(app));
  return copyOf(element);
}

// Private

/** What is on the page is made like this one with each look. @param {HTMLElement} element */
const copyOf = (element) => element.cloneNode(true);

/** @param {string} app @param {HTMLElement} element @param {AbortSignal} signal */
async function draw(app, element, signal) {
  const { processes } = await get(`/apps/${app}/metrics?since=1h`, signal);
  const copies = processes.flatMap((/** @type {any} */ process) => process.copies);
  const length = Math.max(0, ...copies.map((/** @type {any} */ copy) => copy.cpu.length));
  const sums = Array.from({ length }, (_, index) =>
    copies.reduce((/** @type {number} */ sum, /** @type {any} */ copy) => sum + (copy.cpu[index] ?? 0), 0),
  );
  if (length < 2) return;
  const most = Math.max(...sums, 0.02);
  const points = sums.map(
    (sum, index) => `${((index / (length - 1)) * 100).toFixed(1)},${(22 - (sum / most) * 20).toFixed(1)}`,
  );
  const line = svg('polyline', { points: points.join(' ') });
  const attributes = {
    viewBox: '0 0 100 24',
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `CPU, at most ${(most * 100).toFixed(0)} %`,
  };
  element.replaceChildren(svg('svg', attributes, line));
}
