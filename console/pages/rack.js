import { get } from '../api.js';
import { h } from '../dom.js';
import { empty, heading, state, table, time, to } from '../parts.js';
import { plot } from '../plot.js';
import { bytes, percent } from '../words.js';

/** The rack itself: how its parts are, its machines, and what runs. @type {import('../pages.js').Page} */
export const rack = {
  title: () => 'Rack',
  load: async ({ me, signal }) => {
    const isAdmin = me.role === 'admin';
    const [about, copies, health, instances, series] = await Promise.all([
      get('/system', signal),
      get('/system/processes', signal),
      isAdmin ? get('/system/health', signal) : undefined,
      isAdmin ? get('/instances', signal) : undefined,
      isAdmin ? get('/instances/metrics?since=1h', signal) : undefined,
    ]);
    return { about, copies, health, instances, series };
  },
  view: ({ about, copies, health, instances, series }) => [
    h(
      'div',
      { class: 'heading app' },
      h('h1', {}, about.name),
      state(about.status === 'running' ? 'good' : 'busy', about.status),
      h('span', { class: 'quiet' }, `version ${about.version.replace(/^3\./, '')} · ${about.region} · ${about.domain}`),
    ),
    health && [heading('Health'), h('ul', { class: 'checks' }, health.map(check))],
    instances && [heading('Machines'), machines(instances), plots(series)],
    heading('What runs'),
    copies.length === 0
      ? empty('Nothing runs.')
      : table('What runs', ['Copy', 'App', 'State', 'Release', 'Since'], copies.map(copyRow)),
  ],
};

// Private

/** @param {string} text */
const right = (text) => ({ text, class: 'number' });

/** @param {any} check */
function check({ name, state: word, detail }) {
  const kind = word === 'ok' ? 'good' : word === 'warning' ? 'busy' : 'bad';
  return h('li', { 'data-key': name }, state(kind, word), h('b', {}, name), h('span', { class: 'quiet' }, detail));
}

/** @param {any[]} list */
function machines(list) {
  if (list.length === 0) return empty('No machine has joined the rack.');
  const rows = list.map(({ id, status, agent, cpu, memory, total, processes, started, type = '' }) => ({
    key: id,
    cells: [
      h('div', {}, h('code', {}, id), h('p', { class: 'quiet' }, type)),
      state(status === 'active' && agent ? 'good' : 'busy', agent ? status : 'not heard of'),
      `${(cpu * 100).toFixed(0)} % of ${total.cpu / 1024} cores`,
      `${(memory * 100).toFixed(0)} % of ${bytes(total.memory * 1024 * 1024)}`,
      `${processes}`,
      time(started),
    ],
  }));
  return table(
    'Machines',
    ['Machine', 'State', right('CPU kept'), right('Memory kept'), right('Copies'), 'Since'],
    rows,
  );
}

/** What the machines took in the last hour. @param {any} series */
function plots({ from, step, instances }) {
  const of = (/** @type {string} */ key) =>
    instances.map((/** @type {any} */ each) => ({ name: each.id, values: each[key] }));
  const sizes = (/** @type {string} */ key) =>
    Math.min(...instances.map((/** @type {any} */ each) => each[key] ?? Infinity));
  const about = { from, step };
  if (instances.length === 0) return undefined;
  return h(
    'div',
    { class: 'plots' },
    plot({ ...about, title: 'CPU of machines', lines: of('cpu'), format: percent, least: 0.1, limit: sizes('cores') }),
    plot({
      ...about,
      title: 'Memory of machines',
      lines: of('memory'),
      format: bytes,
      limit: sizes('memoryTotal'),
      isBinary: true,
    }),
  );
}

/** @param {any} copy */
function copyRow({ app, id, status, health, release, started }) {
  const isSick = health === 'unhealthy';
  return {
    key: `${app} ${id}`,
    cells: [
      id,
      to(`/apps/${app}`, app),
      state(isSick ? 'bad' : status === 'running' ? 'good' : 'busy', isSick ? health : status),
      release,
      time(started),
    ],
  };
}
