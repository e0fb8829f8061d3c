import { ask } from '../api.js';
import { h } from '../dom.js';
import { act, confirm } from '../notes.js';
import { button, empty, heading, state, table } from '../parts.js';

/** The hosts of an app's own. @param {string} app @param {any[]} domains @param {any} me */
export function domainsPart(app, domains, { role }) {
  const mayDeploy = role !== 'read';
  return [
    heading('Domains'),
    domains.length === 0
      ? empty('It has no domain of its own.')
      : table(
          'Domains',
          ['Host', 'Process', 'DNS', 'CNAME to', ''],
          domains.map((each) => ({ key: each.host, cells: hostCells(app, each, mayDeploy) })),
        ),
    mayDeploy &&
      h(
        'form',
        { class: 'row', onsubmit: (/** @type {SubmitEvent} */ event) => add(event, app) },
        h('label', { for: 'host' }, 'Add a domain'),
        h('input', {
          id: 'host',
          name: 'host',
          required: true,
          placeholder: 'www.example.com',
          autocomplete: 'off',
          spellcheck: 'false',
        }),
        h('button', { class: 'first' }, 'Add'),
      ),
  ];
}

// Private

/** @param {string} app @param {any} domain @param {boolean} mayDeploy */
function hostCells(app, { host, process, dns, target, addedBy }, mayDeploy) {
  const words = { here: 'leads here', elsewhere: 'leads elsewhere', nowhere: 'not set yet' };
  return [
    host,
    process,
    state(dns === 'here' ? 'good' : 'busy', words[/** @type {keyof typeof words} */ (dns)] ?? dns),
    h('code', {}, target),
    mayDeploy && addedBy !== undefined
      ? button('Remove', (event) => remove(event, app, host), { 'aria-label': `Remove ${host}` })
      : '',
  ];
}

/** @param {SubmitEvent} event @param {string} app */
function add(event, app) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem('host'));
  return act(/** @type {any} */ ({ currentTarget: event.submitter }), async () => {
    const host = input.value.trim();
    await ask('POST', `/apps/${app}/domains`, { body: { host } });
    input.value = '';
    return `${host} leads to ${app}, as far as this rack goes; its DNS has to name the target.`;
  });
}

/** @param {Event} event @param {string} app @param {string} host */
async function remove(event, app, host) {
  const target = event.currentTarget;
  const more = [h('p', {}, `${app} does not answer there any more.`)];
  if (!(await confirm({ title: `Take ${host} back?`, more, does: 'Take it back', isDangerous: true }))) return;
  await act(/** @type {any} */ ({ currentTarget: target }), async () => {
    await ask('DELETE', `/apps/${app}/domains/${host}`);
    return `${host} is taken back.`;
  });
}
