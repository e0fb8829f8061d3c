import { ask, get } from '../api.js';
import { h } from '../dom.js';
import { act, confirm } from '../notes.js';
import { button, empty, heading, shell, state, table, time, to } from '../parts.js';
import { scaler } from '../scaler.js';
import { bytes, percent, whatRuns } from '../words.js';
import { appHead, appOf } from './app-head.js';
import { eventList } from './events.js';

/** How an app is: what is live, what runs, and what happened. @type {import('../pages.js').Page} */
export const overview = {
  title: ({ app }) => app,
  load: async (context) => {
    const { app, signal } = context;
    const [data, services, events] = await Promise.all([
      appOf(context),
      get(`/apps/${app}/services`, signal),
      get(`/events?app=${app}&last=8`, signal),
    ]);
    return { ...data, services, events };
  },
  view: ({ about, copies, services, events }, { me }) => [
    ...appHead({ about, copies }, ''),
    about.live ? live(about, me) : undeployed(about.name, me),
    about.live && processes(about.name, services, copies, me),
    heading('Lately', to(`/events?app=${about.name}`, 'All of its events')),
    eventList(events, 'Nothing has happened to it yet.', about.name),
  ],
};

// Private

/** @param {any} app @param {any} me */
function live({ live, name }, { role }) {
  return [
    heading('What is live', role !== 'read' && button('Redeploy', (event) => redeploy(event, name, live))),
    h(
      'dl',
      { class: 'facts' },
      fact('Live', to(`/apps/${name}/releases`, `v${live.version}`)),
      fact('What', live.description),
      fact('Commit', h('code', {}, whatRuns(live))),
      fact('By', live.createdBy),
      fact('Since', time(live.liveAt ?? live.createdAt)),
    ),
  ];
}

/** @param {string} name @param {...any} value */
const fact = (name, ...value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));

/** @param {string} name @param {any} me */
function undeployed(name, { role }) {
  if (role === 'read') return empty('Nothing of it is deployed yet.');
  return empty(
    'Nothing of it is deployed yet. Push a commit:',
    shell(`git remote add rack rack:${name}\ngit push rack main`),
  );
}

/** @param {string} app @param {any[]} services @param {any[]} copies @param {any} me */
function processes(app, services, copies, me) {
  const mayDeploy = me.role !== 'read';
  return [
    heading('Processes'),
    h(
      'div',
      { class: 'services' },
      services.map((service) => serviceCard(app, service, mayDeploy)),
    ),
    copies.length > 0 &&
      table(
        'Copies',
        ['Copy', 'State', 'Release', 'Since', right('CPU'), right('Memory'), ...(mayDeploy ? [''] : [])],
        copies.map((copy) => ({ key: copy.id, cells: copyCells(app, copy, mayDeploy) })),
      ),
  ];
}

/** @param {string} text */
const right = (text) => ({ text, class: 'number' });

/** @param {string} app @param {any} service @param {boolean} mayDeploy */
function serviceCard(app, service, mayDeploy) {
  const { name, count, running, cpu, memory } = service;
  const size = [cpu > 0 && `${cpu / 1024} cores kept`, `${memory} MiB each`].filter(Boolean).join(', ');
  return h(
    'section',
    { class: 'service', 'data-key': name, 'aria-label': name },
    h('h3', {}, name),
    h('p', { class: 'quiet' }, `${running} of ${count} run · ${size}`),
    mayDeploy &&
      h(
        'div',
        { class: 'row' },
        scaler(app, name, count),
        button('Restart', (event) => restart(event, app, name), { 'aria-label': `Restart ${name}` }),
      ),
  );
}

/** @param {string} app @param {any} copy @param {boolean} mayDeploy */
function copyCells(app, copy, mayDeploy) {
  const { id, status, health, release, started, cpu, memory, memoryLimit, lastStop, restarts } = copy;
  const isSick = health === 'unhealthy' || lastStop !== undefined;
  const kind = isSick ? 'bad' : status === 'running' ? 'good' : 'busy';
  const more =
    lastStop &&
    h('p', { class: 'quiet' }, `before: ${lastStop}${restarts > 1 ? `, ${restarts} times in an hour` : ''}`);
  return [
    to(`/apps/${app}/logs?process=${id}`, id),
    h('div', {}, state(kind, health === 'unhealthy' ? 'unhealthy' : status), more),
    release,
    time(started),
    percent(cpu),
    memoryLimit ? `${bytes(memory)} of ${bytes(memoryLimit)}` : bytes(memory),
    ...(mayDeploy ? [button('Stop', (event) => stop(event, app, id), { 'aria-label': `Stop ${id}` })] : []),
  ];
}

/** @param {Event} event @param {string} app @param {any} live */
async function redeploy(event, app, live) {
  const target = event.currentTarget;
  const more = [h('p', {}, 'A new release gets the same images, with the environment of now; nothing is built.')];
  if (!(await confirm({ title: `Deploy v${live.version} of ${app} once more?`, more, does: 'Redeploy' }))) return;
  await act(/** @type {any} */ ({ currentTarget: target }), async () => {
    await ask('POST', `/apps/${app}/redeploy`, { body: {} });
    return `${app} is deployed once more, or is being so.`;
  });
}

/** @param {Event} event @param {string} app @param {string} name */
function restart(event, app, name) {
  return act(event, async () => {
    await ask('POST', `/apps/${app}/services/${name}/restart`, { body: {} });
    return `${name} of ${app} was restarted, or is being so.`;
  });
}

/** @param {Event} event @param {string} app @param {string} id */
async function stop(event, app, id) {
  const target = event.currentTarget;
  const more = [h('p', {}, 'Unless it runs once, another copy takes its place.')];
  if (!(await confirm({ title: `Stop ${id} of ${app}?`, more, does: 'Stop it', isDangerous: true }))) return;
  await act(/** @type {any} */ ({ currentTarget: target }), async () => {
    await ask('DELETE', `/apps/${app}/processes/${id}`);
    return `${id} of ${app} is stopped.`;
  });
}
