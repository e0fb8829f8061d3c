import { ask, get } from '../api.js';
import { h } from '../dom.js';
import { act } from '../notes.js';
import { button, empty, heading, table, time } from '../parts.js';
import { keyForm, keyTable } from './developers.js';

/** Whoever is signed in: what they may, their keys, and where they are signed in. @type {import('../pages.js').Page} */
export const you = {
  title: ({ me }) => me.id,
  load: async ({ signal }) => {
    const [keys, sessions] = await Promise.all([get('/keys', signal), get('/sessions', signal)]);
    return { keys, sessions };
  },
  view: ({ keys, sessions }, { me }) => [
    h('h1', {}, me.id),
    h(
      'p',
      {},
      `Your role is ${me.role}; you may touch ${me.apps === 'all' ? 'all apps' : me.apps.join(', ') || 'no app'}.`,
    ),
    heading('Where you are signed in'),
    sessions.length === 0
      ? empty('Nowhere.')
      : table('Sessions', ['Session', 'Since', 'Until', 'From', 'Browser', ''], sessions.map(row)),
    heading('Your SSH keys'),
    keyTable(keys),
    heading('Add a key'),
    keyForm(me.id),
  ],
  every: 10_000,
};

// Private

/** @param {any} session */
function row({ id, openedAt, expiresAt, lastUsedFrom = '', browser = '' }) {
  return {
    key: id,
    cells: [
      h('code', {}, id),
      time(openedAt),
      new Date(expiresAt).toLocaleTimeString(undefined, { timeStyle: 'short' }),
      lastUsedFrom,
      /(Firefox|Edg|Chrome|Safari)/.exec(browser)?.[0] ?? 'a browser',
      button('End', (event) => end(event, id), { 'aria-label': `End the session ${id}` }),
    ],
  };
}

/** @param {Event} event @param {string} id */
function end(event, id) {
  return act(event, async () => {
    await ask('DELETE', `/sessions/${id}`);
    return `The session ${id} is over.`;
  });
}
