import { ask, get } from '../api.js';
import { h } from '../dom.js';
import { act, confirm, present, tellRefusal } from '../notes.js';
import { button, empty, shell, state, table, time } from '../parts.js';
import { whatRuns } from '../words.js';
import { appHead, appOf } from './app-head.js';

/** The releases of an app, and the way back to one. @type {import('../pages.js').Page} */
export const releases = {
  title: ({ app }) => `Releases of ${app}`,
  load: async (context) => {
    const [data, list] = await Promise.all([appOf(context), get(`/apps/${context.app}/releases`, context.signal)]);
    return { ...data, list };
  },
  view: ({ about, copies, list }, { me }) => [
    ...appHead({ about, copies }, '/releases'),
    h('h2', { class: 'unseen' }, 'Releases'),
    list.length === 0
      ? empty('There is no release yet. Push a commit:', shell('git push rack main'))
      : table(
          'Releases',
          ['Release', 'State', 'What', 'Runs', 'By', 'Made', ''],
          list.map((/** @type {any} */ release) => ({
            key: release.id,
            cells: cells(about, release, me),
          })),
        ),
  ],
};

// Private

/** @param {any} app @param {any} release @param {any} me */
function cells(app, release, { role }) {
  const isLive = release.id === app.live?.id;
  const wasLive = release.state === 'live' && !isLive;
  return [
    `v${release.version}`,
    stateOf(release, isLive),
    release.description,
    h('code', {}, whatRuns(release)),
    release.createdBy,
    time(release.createdAt),
    h(
      'div',
      { class: 'row end' },
      !isLive &&
        app.live &&
        button('Compare', () => compare(app, release), {
          'aria-label': `Compare v${release.version} with what is live`,
        }),
      wasLive &&
        role !== 'read' &&
        button('Roll back', (event) => rollback(event, app, release), {
          'aria-label': `Roll back to v${release.version}`,
        }),
    ),
  ];
}

/** @param {any} release @param {boolean} isLive */
function stateOf({ state: word }, isLive) {
  if (isLive) return state('good', 'live');
  if (word === 'live') return state('idle', 'past');
  return state(word === 'failed' ? 'bad' : word === 'deploying' ? 'busy' : 'idle', word);
}

/** @param {any} app @param {any} release */
async function compare(app, release) {
  try {
    const diff = await diffOf(app, release);
    await present(`From v${app.live.version} to v${release.version}`, [differences(diff)]);
  } catch (error) {
    tellRefusal(error);
  }
}

/** @param {any} app @param {any} release */
const diffOf = (app, release) => get(`/apps/${app.name}/releases/${release.id}/diff`);

/** @param {any} diff */
function differences({ differences, env }) {
  const variables = Object.entries(env).flatMap(([kind, names]) =>
    (names ?? []).map((/** @type {string} */ name) => `${name}: ${kind}`),
  );
  if (differences.length + variables.length === 0) return h('p', {}, 'Nothing differs.');
  return h(
    'ul',
    { class: 'diff' },
    differences.map((/** @type {any} */ { what, before, after }) =>
      h('li', {}, `${what}: `, before && h('del', {}, before), before && after && ' → ', after && h('ins', {}, after)),
    ),
    variables.map((text) => h('li', {}, text)),
  );
}

/** @param {Event} event @param {any} app @param {any} release */
async function rollback(event, app, release) {
  const target = event.currentTarget;
  const what = await diffOf(app, release).then(differences, () => undefined);
  const more = [
    h(
      'p',
      {},
      `v${app.live.version} is live. A new release gets the images and the environment of v${release.version}; nothing is built.`,
    ),
    what,
  ];
  const title = `Roll ${app.name} back to v${release.version}?`;
  if (!(await confirm({ title, more, does: `Roll back to v${release.version}`, isDangerous: true }))) return;
  await act(/** @type {any} */ ({ currentTarget: target }), async () => {
    await ask('POST', `/apps/${app.name}/releases/${release.id}/rollback`, { body: {} });
    return `${app.name} goes back to v${release.version}.`;
  });
}
