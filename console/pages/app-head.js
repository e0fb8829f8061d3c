import { get } from '../api.js';
import { h } from '../dom.js';
import { to } from '../parts.js';
import { stateOf } from './apps.js';

/** What all pages of an app need. @param {any} context */
export async function appOf({ app, signal }) {
  const [about, copies] = await Promise.all([get(`/apps/${app}`, signal), get(`/apps/${app}/processes`, signal)]);
  return { about, copies };
}

/**
 * The head of an app's pages: its name, how it is, and where one can go.
 * @param {{ about: any, copies: any[] }} data
 * @param {string} here
 */
export function appHead({ about, copies }, here) {
  const base = `/apps/${about.name}`;
  const links = PLACES.map(([path, text]) => {
    const link = to(`${base}${path}`, text);
    if (path === here) link.setAttribute('aria-current', 'page');
    return link;
  });
  return [
    h(
      'div',
      { class: 'heading app' },
      h('h1', {}, about.name),
      stateOf(about, copies),
      about.locked && h('span', { class: 'state busy' }, 'locked'),
      about.live &&
        h('a', { class: 'address', href: about.url, rel: 'noopener' }, about.url.replace(/^https?:\/\//, '')),
    ),
    h('nav', { class: 'tabs', 'aria-label': `Pages of ${about.name}` }, links),
  ];
}

// Private

const PLACES = [
  ['', 'Overview'],
  ['/logs', 'Logs'],
  ['/metrics', 'Metrics'],
  ['/releases', 'Releases'],
  ['/builds', 'Builds'],
  ['/settings', 'Settings'],
];
