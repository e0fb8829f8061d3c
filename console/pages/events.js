import { get } from '../api.js';
import { h } from '../dom.js';
import { empty, time, to } from '../parts.js';

/** What happened on the rack. @type {import('../pages.js').Page} */
export const events = {
  title: () => 'Events',
  load: ({ signal, query }) => {
    const app = query.get('app');
    return get(`/events?last=200${app ? `&app=${encodeURIComponent(app)}` : ''}`, signal);
  },
  view: (list, { query }) => [
    h(
      'div',
      { class: 'heading app' },
      h('h1', {}, 'Events'),
      query.get('app') && to('/events', `Not only of ${query.get('app')}`),
    ),
    eventList(list, 'Nothing has happened yet.'),
  ],
};

/** A list of events, newest first; on the page of an app without its name. @param {any[]} list @param {string} none @param {string} [here] */
export function eventList(list, none, here) {
  if (list.length === 0) return empty(none);
  const items = [...list]
    .reverse()
    .map((each) =>
      h(
        'li',
        { 'data-key': each.id, class: kindOf(each.type) },
        h('span', { class: 'what' }, each.message),
        h(
          'span',
          { class: 'quiet' },
          time(each.at),
          ` · ${each.type}`,
          each.app && each.app !== here && [' · ', to(`/apps/${each.app}`, each.app)],
        ),
      ),
    );
  return h('ol', { class: 'events' }, items);
}

// Private

/** @param {string} type */
function kindOf(type) {
  if (/failed|crash|memory|refused|expiring|missed|unhealthy|disk/.test(type)) return 'bad';
  return /live|complete/.test(type) ? 'good' : 'plain';
}
