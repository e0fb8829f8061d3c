import { Refusal } from './api.js';
import { h } from './dom.js';

/** Milliseconds for which a note stays. */
const STAYS = 8000;

/** Tells what was done. @param {string} text */
export const tell = (text) => show(text, undefined, 'note');

/** Tells what was refused, and how to go on. @param {any} error */
export function tellRefusal(error) {
  show(error.message, error instanceof Refusal ? error.hint : undefined, 'note bad');
}

/**
 * Does something, with its button out of use until it is done; tells what came of it.
 * @param {Event} event
 * @param {() => Promise<string>} work
 */
export async function act(event, work) {
  const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
  button.disabled = true;
  button.setAttribute('aria-busy', 'true');
  try {
    tell(await work());
  } catch (error) {
    tellRefusal(error);
  } finally {
    button.disabled = false;
    button.removeAttribute('aria-busy');
    document.dispatchEvent(new Event('changed'));
  }
}

/**
 * Asks before something is done. Resolves with true when it shall be.
 * @param {{ title: string, more: any[], does: string, isDangerous?: boolean }} question
 * @returns {Promise<boolean>}
 */
export async function confirm({ title, more, does, isDangerous = false }) {
  const cancel = h('button', { value: 'no' }, 'Cancel');
  const go = h('button', { value: 'yes', class: isDangerous ? 'danger' : 'first' }, does);
  return (await dialog(title, more, [cancel, go])) === 'yes';
}

/** Shows something until it is closed. @param {string} title @param {any[]} more */
export async function present(title, more) {
  await dialog(title, more, [h('button', { value: 'no', class: 'first' }, 'Close')]);
}

// Private

/** Resolves with the value of the button that closed it; the first one is where whoever types is. @param {string} title @param {any[]} more @param {HTMLElement[]} buttons */
function dialog(title, more, buttons) {
  return new Promise((resolve) => {
    const row = h('div', { class: 'row end' }, buttons);
    const form = h('form', { method: 'dialog' }, h('h2', { id: 'question' }, title), more, row);
    const element = /** @type {HTMLDialogElement} */ (h('dialog', { 'aria-labelledby': 'question' }, form));
    element.onclose = () => {
      element.remove();
      resolve(element.returnValue);
    };
    document.body.append(element);
    element.showModal();
    buttons[0]?.focus();
  });
}

/** @param {string} text @param {string | undefined} hint @param {string} kind */
function show(text, hint, kind) {
  const note = h('div', { class: kind }, h('p', {}, text), hint && h('p', { class: 'quiet' }, hint));
  const close = h(
    'button',
    { type: 'button', class: 'bare', 'aria-label': 'Close', onclick: () => note.remove() },
    '×',
  );
  note.append(close);
  document.getElementById('notes')?.append(note);
  setTimeout(() => note.remove(), STAYS);
}
