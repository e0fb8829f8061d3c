import { get } from '../api.js';
import { h } from '../dom.js';
import { state, table, time, to } from '../parts.js';

/** What was done on the rack, newest first. @type {import('../pages.js').Page} */
export const audit = {
  title: () => 'Audit',
  load: ({ signal }) => get('/audit?last=200', signal),
  view: (list) => [
    h('h1', {}, 'Audit'),
    h('p', { class: 'quiet' }, 'The last 200 records; all of them: ', h('code', {}, 'ssh rack audit')),
    table(
      'Records',
      ['When', 'Who', 'What', 'App', 'From', 'Result'],
      [...list].reverse().map((each, index) => ({
        key: `${each.at} ${list.length - index}`,
        cells: cells(each),
      })),
    ),
  ],
  every: 10_000,
};

// Private

/** @param {any} record */
function cells({ at, who, what, app, detail, from, door, result }) {
  return [
    time(at),
    who,
    h('div', {}, what, detail && h('p', { class: 'quiet' }, detail)),
    app ? to(`/apps/${app}`, app) : '–',
    h('span', {}, door ?? '', from && h('span', { class: 'quiet' }, ` ${from}`)),
    state(result === 'ok' ? 'good' : 'bad', result),
  ];
}
