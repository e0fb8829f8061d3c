import { get } from './api.js';
import { h, patch } from './dom.js';
import { counted } from './words.js';

/**
 * Who is signed in, and where.
 * @typedef {{ id: string, role: 'read' | 'deploy' | 'admin', apps: 'all' | string[] }} Developer
 * @typedef {{ me: Developer, rack: string }} Visit
 */

/** Milliseconds between looks at what is wrong. */
const EVERY = 10_000;

/** The head of all pages: where one can go, and whether something is wrong. */
export class Head {
  /** @param {HTMLElement} element @param {(event: Event) => void} signOut */
  constructor(element, signOut) {
    this.element = element;
    this.signOut = signOut;
    /** How much is wrong. */
    this.wrong = 0;
  }

  /** Before somebody is signed in. */
  clear() {
    this.wrong = 0;
    this.element.replaceChildren(h('a', { class: 'brand', href: '/console' }, 'Rack'));
  }

  /** Shows where one is, and what is wrong, until the page is left. @param {Visit} visit @param {AbortSignal} signal */
  show(visit, signal) {
    this.draw(visit);
    // On a phone there may not be room for all of them.
    this.element.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    this.look(visit, signal);
    const timer = setInterval(() => document.hidden || this.look(visit, signal), EVERY);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  // Private

  /** @param {Visit} visit @param {AbortSignal} signal */
  async look(visit, signal) {
    // The page itself tells when the rack does not answer.
    const alerts = await get('/alerts', signal).catch(() => undefined);
    if (!alerts || signal.aborted) return;
    this.wrong = alerts.length;
    this.draw(visit);
  }

  /** @param {Visit} visit */
  draw({ me, rack }) {
    const path = location.pathname.replace(/^\/console\/?/, '/');
    const links = placesOf(me).map(([target, text]) => {
      const isHere = target === '/' ? /^\/($|apps)/.test(path) : path.startsWith(target);
      const attributes = { href: `/console${target}`, 'aria-current': isHere && 'page' };
      return h('a', attributes, text, target === '/alerts' && this.wrong > 0 && this.mark());
    });
    const nav = h('nav', { 'aria-label': 'Console' }, links);
    const out = h('button', { type: 'button', class: 'bare', onclick: this.signOut }, 'Sign out');
    patch(this.element, h('header', { id: 'head' }, h('a', { class: 'brand', href: '/console' }, rack), nav, out));
  }

  mark() {
    const words = counted(this.wrong, 'thing is wrong', 'things are wrong');
    return [
      h('span', { class: 'count', 'aria-hidden': 'true' }, this.wrong),
      h('span', { class: 'unseen' }, ` (${words})`),
    ];
  }
}

// Private

/** Where somebody can go. @param {Developer} me @returns {[path: string, text: string][]} */
function placesOf({ id, role }) {
  /** @type {[string, string][]} */
  const forAdmins = [
    ['/developers', 'Developers'],
    ['/audit', 'Audit'],
  ];
  return [
    ['/', 'Apps'],
    ['/alerts', 'Alerts'],
    ['/events', 'Events'],
    ['/rack', 'Rack'],
    ...(role === 'admin' ? forAdmins : []),
    ['/you', id],
  ];
}
