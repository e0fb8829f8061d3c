import { ask, get, Refusal } from './api.js';
import { h, patch } from './dom.js';
import { Head } from './head.js';
import { act } from './notes.js';
import { pageAt } from './pages.js';
import { refusal, shell } from './parts.js';

/** Milliseconds between looks at what a page shows, while somebody sees it. */
const EVERY = 4000;

const head = new Head(/** @type {HTMLElement} */ (document.getElementById('head')), signOut);
const main = /** @type {HTMLElement} */ (document.getElementById('main'));

/** @type {import('./head.js').Visit | undefined} */
let visit;
let leaving = new AbortController();

document.addEventListener('click', follow);
addEventListener('popstate', () => open());
begin();

// Private

/** A link that was printed is exchanged for a session, and is nowhere to be seen from then on. */
async function begin() {
  const link = location.hash.slice(1);
  try {
    if (link !== '') {
      history.replaceState(null, '', '/console');
      await ask('POST', '/console/session', { body: { link } });
    }
    const [me, { name }] = await Promise.all([get('/auth'), get('/system')]);
    visit = { me, rack: name };
    open();
  } catch (error) {
    signIn(error, link !== '');
  }
}

/** Shows the page that the address names. */
async function open() {
  if (!visit) return;
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const { me, rack } = visit;
  head.show(visit, signal);
  const found = await pageAt(location.pathname).catch(() => undefined);
  if (signal.aborted) return;
  if (!found) return notLoaded();
  const view = h('div');
  main.replaceChildren(view);
  await watch(found.page, { ...found.names, me, rack, query: new URLSearchParams(location.search), signal }, view);
}

/** The files of a version that was replaced are gone. */
function notLoaded() {
  main.replaceChildren(
    h('h1', {}, 'This page is not there any more'),
    h('p', {}, 'The rack may have another version by now, or not be reached. '),
    h('button', { type: 'button', class: 'first', onclick: () => location.reload() }, 'Load it anew'),
  );
}

/**
 * Looks at what a page shows again and again, as long as it is seen.
 * @param {import('./pages.js').Page} page @param {any} context @param {HTMLElement} view
 */
async function watch(page, context, view) {
  const { signal } = context;
  /** @type {any} */
  let data;
  const show = (/** @type {any[]} */ content) => patch(view, h('div', {}, content));
  const redraw = () => {
    if (data !== undefined) show(page.view(data, context));
  };
  document.addEventListener('drawn', redraw, { signal });
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      data = await page.load(context);
      if (!signal.aborted) show(page.view(data, context));
    } catch (error) {
      if (!signal.aborted) fail(error, show);
    }
    if (signal.aborted) return;
    if (isFirst) arrive(view, page.title(context));
    await pause(page.every ?? EVERY, signal);
  }
}

/** A session that is over ends the visit; what else goes wrong is told, and tried again. @param {any} error @param {(content: any[]) => void} show */
function fail(error, show) {
  if (!(error instanceof Refusal)) console.error(error);
  if (!(error instanceof Refusal) || error.status !== 401) return show([h('h1', {}, 'Not this time'), refusal(error)]);
  leaving.abort();
  signIn(error, false);
}

/** Whoever has followed a link is told where they are. @param {HTMLElement} view @param {string} title */
function arrive(view, title) {
  document.title = `${title} – ${visit?.rack ?? 'Rack'}`;
  const first = view.querySelector('h1');
  first?.setAttribute('tabindex', '-1');
  if (document.activeElement === document.body || document.activeElement === main)
    first?.focus({ preventScroll: true });
}

/** Resolves after a while, sooner when something was changed, and not before somebody looks. @param {number} milliseconds @param {AbortSignal} signal */
async function pause(milliseconds, signal) {
  await first([after(milliseconds), heard('changed'), gone(signal)]);
  while (document.hidden && !signal.aborted) await first([heard('visibilitychange'), gone(signal)]);
}

/** @param {Promise<unknown>[]} all */
const first = (all) => Promise.race(all);
/** @param {number} milliseconds */
const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** @param {string} event */
const heard = (event) => new Promise((resolve) => document.addEventListener(event, resolve, { once: true }));
/** @param {AbortSignal} signal */
const gone = (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));

/** @param {Event} event */
async function signOut(event) {
  await act(event, async () => {
    await ask('DELETE', '/sessions/current');
    leaving.abort();
    signIn(undefined, false);
    return 'You are signed out.';
  });
}

/** Says how to sign in. @param {any} error @param {boolean} hadLink */
function signIn(error, hadLink) {
  visit = undefined;
  document.title = 'Sign in – Rack';
  head.clear();
  const isTold = hadLink || (error instanceof Refusal ? error.status !== 401 : error);
  main.replaceChildren(
    h(
      'div',
      { class: 'narrow' },
      h('h1', { tabindex: '-1' }, 'Sign in'),
      isTold && refusal(error),
      h(
        'p',
        {},
        'Whoever has an SSH key of this rack prints a link that signs them in. It works once, for five minutes.',
      ),
      shell('ssh rack console'),
    ),
  );
  main.querySelector('h1')?.focus();
}

/** Links within the console are followed without loading it anew. @param {MouseEvent} event */
function follow(event) {
  const link = /** @type {Element} */ (event.target).closest?.('a[href^="/console"]');
  if (!link || !visit || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, '', link.getAttribute('href'));
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
  open();
}
