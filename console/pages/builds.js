import { get } from '../api.js';
import { h } from '../dom.js';
import { empty, shell, state, table, time, to } from '../parts.js';
import { took } from '../words.js';
import { appHead, appOf } from './app-head.js';

/** The builds of an app. @type {import('../pages.js').Page} */
export const builds = {
  title: ({ app }) => `Builds of ${app}`,
  load: async (context) => {
    const [data, list] = await Promise.all([appOf(context), get(`/apps/${context.app}/builds`, context.signal)]);
    return { ...data, list };
  },
  view: ({ about, copies, list }) => [
    ...appHead({ about, copies }, '/builds'),
    h('h2', { class: 'unseen' }, 'Builds'),
    list.length === 0
      ? empty('Nothing was built yet. Push a commit:', shell('git push rack main'))
      : table(
          'Builds',
          ['Build', 'State', 'What', 'By', 'Began', { text: 'Took', class: 'number' }],
          list.map((/** @type {any} */ build) => ({
            key: build.id,
            cells: cells(about.name, build),
          })),
        ),
  ],
};

/** How a build is. @param {any} build */
export function buildState({ state: word }) {
  return state(word === 'complete' ? 'good' : word === 'failed' ? 'bad' : word === 'cancelled' ? 'idle' : 'busy', word);
}

// Private

/** @param {string} app @param {any} build */
function cells(app, build) {
  const { id, description, unit, createdBy, startedAt, endedAt, reason } = build;
  return [
    to(`/apps/${app}/builds/${id}`, id),
    buildState(build),
    h(
      'div',
      {},
      `${description || '–'}${unit === 'app' ? '' : ` (${unit})`}`,
      reason && h('p', { class: 'quiet' }, reason),
    ),
    createdBy,
    time(startedAt),
    endedAt ? took(startedAt, endedAt) : '–',
  ];
}
