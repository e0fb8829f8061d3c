import { get } from '../api.js';
import { h } from '../dom.js';
import { empty, heading, state, table, time, to } from '../parts.js';
import { bytes, percent } from '../words.js';

/** The rack itself: how its parts are, its machines, and what runs. @type {import('../pages.js').Page} */
export const rack = {
  title: () => 'Rack',
  load: async ({ me, signal }) => {
    const isAdmin = me.role === 'admin';
    const [about, copies, health, instances] = await Promise.all([
      get('/system', signal),
      get('/system/processes', signal),
      isAdmin ? get('/system/health', signal) : undefined,
      isAdmin ? get('/instances', signal) : undefined,
    ]);
    return { about, copies, health, instances };
  },
  view: ({ about, copies, health, instances }) => [
    h(
      'div',
      { class: 'heading app' },
      h('h1', {}, about.name),
      state(about.status === 'running' ? 'good' : 'busy', about.status),
      h('span', { class: 'quiet' }, `version ${about.version.replace(/^3\./, '')} · ${about.region} · ${about.domain}`),
    ),
    health && [heading('Health'), h('ul', { class: 'checks' }, health.map(check))],
    instances && [heading('Machines'), machines(instances)],
    heading('What runs'),
    copies.length === 0
      ? empty('Nothing runs.')
      : table(
          'What runs',
          ['Copy', 'App', 'State', 'Release', 'Since', right('CPU'), right('Memory')],
          copies.map(copyRow),
        ),
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

/** @param {any} copy */
function copyRow({ app, id, status, health, release, started, cpu, memory }) {
  const isSick = health === 'unhealthy';
  return {
    key: `${app} ${id}`,
    cells: [
      id,
      to(`/apps/${app}`, app),
      state(isSick ? 'bad' : status === 'running' ? 'good' : 'busy', isSick ? health : status),
      release,
      time(started),
      percent(cpu),
      bytes(memory),
    ],
  };
}
