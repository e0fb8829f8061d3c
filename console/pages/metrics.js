import { get } from '../api.js';
import { h } from '../dom.js';
import { empty, to } from '../parts.js';
import { plot } from '../plot.js';
import { bytes, number, percent } from '../words.js';
import { appHead, appOf } from './app-head.js';

/** What an app takes and does, plotted. @type {import('../pages.js').Page} */
export const metrics = {
  title: ({ app }) => `Metrics of ${app}`,
  load: async (context) => {
    const { app, query, signal } = context;
    const since = spanOf(query);
    const [data, series] = await Promise.all([appOf(context), get(`/apps/${app}/metrics?since=${since}`, signal)]);
    return { ...data, series, since };
  },
  view: ({ about, copies, series, since }) => [
    ...appHead({ about, copies }, '/metrics'),
    h('h2', { class: 'unseen' }, 'Metrics'),
    h(
      'nav',
      { class: 'spans', 'aria-label': 'How far back' },
      SPANS.map(([span, text]) => {
        const link = to(`/apps/${about.name}/metrics?since=${span}`, text);
        if (span === since) link.setAttribute('aria-current', 'true');
        return link;
      }),
    ),
    isEmpty(series)
      ? empty('There are no figures yet. They come every ten seconds while something runs.')
      : h('div', { class: 'plots' }, plotsOf(series)),
  ],
  every: 10_000,
};

// Private

const SPANS = [
  ['15m', '15 min'],
  ['1h', '1 hour'],
  ['6h', '6 hours'],
  ['24h', '1 day'],
  ['14d', '14 days'],
];

/** @param {URLSearchParams} query */
function spanOf(query) {
  const asked = query.get('since') ?? '1h';
  return SPANS.some(([span]) => span === asked) ? asked : '1h';
}

/** @param {any} series */
const isEmpty = ({ processes, requests }) =>
  processes.every((/** @type {any} */ each) => each.copies.length === 0) && !requests;

/** @param {any} series */
function plotsOf(series) {
  const { processes, requests } = series;
  const copies = processes.flatMap((/** @type {any} */ each) => each.copies);
  const of = (/** @type {string} */ key) =>
    copies.map((/** @type {any} */ copy) => ({ name: copy.name, values: copy[key] }));
  const sum = (/** @type {string} */ name, /** @type {string} */ key) => ({
    name,
    values: summed(copies.map((/** @type {any} */ copy) => copy[key])),
  });
  const about = { from: series.from, step: series.step };
  const limits = copies.map((/** @type {any} */ copy) => copy.memoryLimit).filter(Boolean);
  return [
    requests && plot({ ...about, title: 'Requests a second', lines: statusLines(requests), format: number }),
    requests &&
      plot({
        ...about,
        title: 'Latency',
        lines: ['p50', 'p95', 'p99'].map((name) => ({ name, values: requests[name] })),
        format: milliseconds,
      }),
    plot({ ...about, title: 'CPU', lines: of('cpu'), format: percent, least: 0.1 }),
    plot({
      ...about,
      title: 'Memory',
      lines: of('memory'),
      format: bytes,
      limit: limits.length > 0 ? Math.min(...limits) : undefined,
      isBinary: true,
    }),
    plot({
      ...about,
      title: 'Network a second',
      lines: [sum('in', 'networkIn'), sum('out', 'networkOut')],
      format: bytes,
      isBinary: true,
    }),
    plot({
      ...about,
      title: 'Disk a second',
      lines: [sum('read', 'blockRead'), sum('written', 'blockWrite')],
      least: 1024,
      format: bytes,
      isBinary: true,
    }),
  ];
}

/** @param {any} requests */
function statusLines({ status }) {
  const kinds = { '2xx': 'good', '3xx': 'idle', '4xx': 'busy', '5xx': 'bad' };
  return Object.entries(kinds).map(([name, kind]) => ({ name, values: status[name], kind }));
}

/** @param {number | null | undefined} value */
const milliseconds = (value) => (value === null || value === undefined ? '–' : `${number(value)} ms`);

/** @param {(number | null)[][]} all */
function summed(all) {
  const length = Math.max(0, ...all.map((values) => values.length));
  return Array.from({ length }, (_, index) => {
    const known = all.map((values) => values[index] ?? null).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((one, other) => one + other, 0);
  });
}
