import { ask } from '../api.js';
import { h } from '../dom.js';
import { act, confirm } from '../notes.js';
import { button, empty, heading, state, table, time } from '../parts.js';

/** Where the log of an app is sent to. @param {string} app @param {any[]} drains @param {any} me */
export function drainsPart(app, drains, { role }) {
  const mayDeploy = role !== 'read';
  return [
    heading('Log drains'),
    drains.length === 0
      ? empty('Its log is sent nowhere else.')
      : table(
          'Log drains',
          [
            'Receiver',
            'Lines',
            'State',
            right('Delivered'),
            right('Waiting'),
            right('Dropped'),
            ...(mayDeploy ? [''] : []),
          ],
          drains.map((each) => ({ key: each.id, cells: cells(app, each, mayDeploy) })),
        ),
    mayDeploy && form(app),
  ];
}

// Private

/** @param {string} text */
const right = (text) => ({ text, class: 'number' });

/** @param {string} app @param {any} drain @param {boolean} mayDeploy */
function cells(app, drain, mayDeploy) {
  const { id, receiver, process, filter, delivered, waiting, dropped } = drain;
  const which = [process && `of ${process}`, filter && `with ${filter}`].filter(Boolean).join(', ');
  const counts = [delivered, waiting, dropped].map((count) => count.toLocaleString('en'));
  return [
    h('div', {}, h('code', {}, receiver), h('p', { class: 'quiet' }, id)),
    which || 'all',
    stateOf(drain),
    ...counts,
    ...(mayDeploy ? [buttons(app, drain)] : []),
  ];
}

/** @param {any} drain */
function stateOf({ error, failingSince, deliveredAt }) {
  if (error)
    return h(
      'div',
      {},
      state('bad', 'failing'),
      h('p', { class: 'quiet' }, error, failingSince && [', since ', time(failingSince)]),
    );
  if (!deliveredAt) return state('idle', 'nothing sent yet');
  return h('div', {}, state('good', 'delivers'), h('p', { class: 'quiet' }, time(deliveredAt)));
}

/** @param {string} app @param {any} drain */
function buttons(app, { id, receiver }) {
  return h(
    'div',
    { class: 'row end' },
    button('Test', (event) => test(event, app, id, receiver), { 'aria-label': `Test the drain to ${receiver}` }),
    button('Remove', (event) => remove(event, app, id, receiver), { 'aria-label': `Remove the drain to ${receiver}` }),
  );
}

/** @param {string} app */
function form(app) {
  const plain = { autocomplete: 'off', spellcheck: 'false' };
  return h(
    'form',
    { class: 'stack', onsubmit: (/** @type {SubmitEvent} */ event) => add(event, app) },
    h(
      'label',
      {},
      'Receiver',
      h('input', { name: 'url', required: true, placeholder: 'syslog+tls://logs.example.com:6514', ...plain }),
    ),
    h('label', {}, 'Only of this process or copy', h('input', { name: 'process', placeholder: 'web', ...plain })),
    h('label', {}, 'Only with these words', h('input', { name: 'filter', placeholder: 'ERROR', ...plain })),
    h(
      'label',
      {},
      'Secret that requests show',
      h('input', { name: 'secret', type: 'password', autocomplete: 'new-password' }),
    ),
    h('div', {}, h('button', { class: 'first' }, 'Add a drain')),
  );
}

/** @param {SubmitEvent} event @param {string} app */
function add(event, app) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const said = [...new FormData(form)].filter(([, value]) => value !== '');
  return act(/** @type {any} */ ({ currentTarget: event.submitter }), async () => {
    const { receiver } = await ask('POST', `/apps/${app}/drains`, { body: Object.fromEntries(said) });
    form.reset();
    return `The log of ${app} is sent to ${receiver} from now on.`;
  });
}

/** @param {Event} event @param {string} app @param {string} id @param {string} receiver */
function test(event, app, id, receiver) {
  return act(event, async () => {
    await ask('POST', `/apps/${app}/drains/${id}/test`, { body: {} });
    return `${receiver} took a line.`;
  });
}

/** @param {Event} event @param {string} app @param {string} id @param {string} receiver */
async function remove(event, app, id, receiver) {
  const target = event.currentTarget;
  const more = [h('p', {}, `The log of ${app} goes there no more; what waits for it is not sent.`)];
  if (
    !(await confirm({ title: `Remove the drain to ${receiver}?`, more, does: 'Remove the drain', isDangerous: true }))
  )
    return;
  await act(/** @type {any} */ ({ currentTarget: target }), async () => {
    await ask('DELETE', `/apps/${app}/drains/${id}`);
    return `The log of ${app} is sent to ${receiver} no more.`;
  });
}
