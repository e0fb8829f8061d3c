import { get } from '../api.js';
import { h } from '../dom.js';
import { allFigures, spark } from '../figures.js';
import { empty, shell, state, table, time, to } from '../parts.js';
import { bytes, counted, percent, whatRuns } from '../words.js';

/** All apps, and how each is. @type {import('../pages.js').Page} */
export const apps = {
  title: () => 'Apps',
  load: async ({ signal }) => {
    const [list, copies, figures] = await Promise.all([
      get('/apps?limit=1000', signal),
      get('/system/processes', signal),
      allFigures(signal),
    ]);
    return { list, copies, figures };
  },
  view: ({ list, copies, figures }, { me }) => {
    if (list.length === 0) return [h('h1', {}, 'Apps'), none(me)];
    const rows = list.map((/** @type {any} */ app) => {
      const own = copies.filter((/** @type {any} */ copy) => copy.app === app.name);
      return { key: app.name, cells: cells(app, own, figures.get(app.name)) };
    });
    const head = [
      'App',
      'State',
      'Release',
      'Deployed',
      wide('Copies'),
      wide('CPU'),
      wide('Memory'),
      { text: 'CPU, last hour', class: 'plain' },
    ];
    return [h('h1', {}, 'Apps'), table('Apps', head, rows)];
  },
};

// Private

/** @param {string} text */
const wide = (text) => ({ text, class: 'number' });

/** @param {any} app @param {any[]} copies @param {import('../figures.js').Figures | undefined} figures */
function cells(app, copies, figures) {
  const { live, url } = app;
  return [
    h(
      'div',
      {},
      to(`/apps/${app.name}`, app.name),
      live && h('a', { class: 'address', href: url, rel: 'noopener' }, url.replace(/^https?:\/\//, '')),
    ),
    stateOf(app, copies),
    live ? h('span', {}, `v${live.version} `, h('code', {}, whatRuns(live))) : '–',
    live ? h('span', {}, time(live.liveAt ?? live.createdAt), ` by ${live.createdBy}`) : '–',
    `${copies.filter(({ status }) => status === 'running').length}`,
    percent(figures?.cpu),
    bytes(figures?.memory),
    figures ? spark(figures.hour) : '',
  ];
}

/** How an app is, in a word. @param {any} app @param {any[]} copies */
export function stateOf(app, copies) {
  if (app.status !== 'running') return state('busy', app.status);
  if (!app.live) return state('idle', 'not deployed');
  const sick = copies.filter(({ health, lastStop }) => health === 'unhealthy' || lastStop !== undefined).length;
  if (sick > 0) return state('bad', counted(sick, 'copy in trouble', 'copies in trouble'));
  const running = copies.filter(({ status }) => status === 'running').length;
  if (copies.length === 0) return state('idle', 'scaled to none');
  return running === copies.length ? state('good', 'running') : state('busy', `${running} of ${copies.length} run`);
}

/** @param {any} me */
function none({ role }) {
  if (role === 'read')
    return empty('There is no app that you may see.', h('p', { class: 'quiet' }, 'Ask an admin of this rack.'));
  const lines = 'git remote add rack rack:my-app\ngit push rack main';
  return empty('There is no app yet. The first push of a name makes one:', shell(lines));
}
