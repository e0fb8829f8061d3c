import { get } from '../api.js';
import { h } from '../dom.js';
import { empty, state, time, to } from '../parts.js';

/** What is wrong now, and how to go on. @type {import('../pages.js').Page} */
export const alerts = {
  title: () => 'Alerts',
  load: ({ signal }) => get('/alerts', signal),
  view: (list) => [
    h('h1', {}, 'Alerts'),
    list.length === 0
      ? empty('Nothing is wrong, as far as the rack can see.', h('p', {}, to('/events', 'What happened before')))
      : h('ul', { class: 'alerts' }, list.map(alert)),
  ],
};

/** One thing that is wrong. @param {any} alert */
export function alert({ name, subject, app, severity, since, message, hint }) {
  return h(
    'li',
    { 'data-key': `${name} ${subject}`, class: severity },
    h('div', { class: 'row' }, state(severity === 'critical' ? 'bad' : 'busy', severity), h('b', {}, message)),
    h('p', {}, hint),
    h(
      'p',
      { class: 'quiet' },
      `${name} · since `,
      time(since),
      app ? [' · ', to(`/apps/${app}`, app)] : ' · the rack itself',
    ),
  );
}
