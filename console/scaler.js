import { ask } from './api.js';
import { h } from './dom.js';
import { act } from './notes.js';
import { button } from './parts.js';
import { counted } from './words.js';

/** What people have chosen and not applied yet, by app and process. @type {Map<string, number>} */
const chosen = new Map();

/**
 * Says how many copies of a process shall run, and changes that.
 * @param {string} app
 * @param {string} process
 * @param {number} count
 */
export function scaler(app, process, count) {
  const key = `${app} ${process}`;
  const wanted = chosen.get(key) ?? count;
  const choose = (/** @type {number} */ next) => {
    if (next === count) chosen.delete(key);
    else chosen.set(key, next);
    document.dispatchEvent(new Event('changed'));
  };
  return h(
    'div',
    { class: 'scaler', role: 'group', 'aria-label': `Copies of ${process}` },
    button('−', () => choose(Math.max(0, wanted - 1)), {
      'aria-label': `One copy of ${process} less`,
      disabled: wanted === 0,
    }),
    h('output', { 'aria-live': 'polite' }, counted(wanted, 'copy', 'copies')),
    button('+', () => choose(wanted + 1), { 'aria-label': `One copy of ${process} more` }),
    wanted !== count && button('Apply', (event) => apply(event, app, process, wanted), { class: 'first' }),
  );
}

// Private

/** @param {Event} event @param {string} app @param {string} process @param {number} count */
function apply(event, app, process, count) {
  return act(event, async () => {
    try {
      await ask('PUT', `/apps/${app}/services/${process}`, { body: { count } });
    } finally {
      chosen.delete(`${app} ${process}`);
    }
    return `${process} of ${app} is to run ${counted(count, 'copy', 'copies')}.`;
  });
}
