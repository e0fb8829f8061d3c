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
export function confirm({ title, more, does, isDangerous = false }) {
  return new Promise((resolve) => {
    const cancel = h('button', { value: 'no' }, 'Cancel');
    const go = h('button', { value: 'yes', class: isDangerous ? 'danger' : 'first' }, does);
    const form = h(
      'form',
      { method: 'dialog' },
      h('h2', { id: 'question' }, title),
      more,
      h('div', { class: 'row end' }, cancel, go),
    );
    const dialog = /** @type {HTMLDialogElement} */ (h('dialog', { 'aria-labelledby': 'question' }, form));
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    };
    document.body.append(dialog);
    dialog.showModal();
    cancel.focus();
  });
}

// Private

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
