import { ask, get } from '../api.js';
import { h } from '../dom.js';
import { act, confirm, tellRefusal } from '../notes.js';
import { button, empty, heading, shell, state, table } from '../parts.js';
import { appHead, appOf } from './app-head.js';

/** Values that somebody wants to see, of one app at a time. @type {{ app: string, values: Record<string, string> } | undefined} */
let shown;

/** Variables, domains and settings of an app. @type {import('../pages.js').Page} */
export const settings = {
  title: ({ app }) => `Settings of ${app}`,
  load: async (context) => {
    const { app, signal } = context;
    const [data, domains, list] = await Promise.all([
      appOf(context),
      get(`/apps/${app}/domains`, signal),
      get(`/apps/${app}/settings`, signal),
    ]);
    return { ...data, domains, list };
  },
  view: ({ about, copies, domains, list }, { me }) => [
    ...appHead({ about, copies }, '/settings'),
    ...variables(about, me),
    ...hosts(about.name, domains, me),
    heading('Settings'),
    table(
      'Settings',
      ['Setting', 'Value', 'What it does'],
      list.map((/** @type {any} */ each) => ({
        key: each.name,
        cells: [h('code', {}, each.name), h('code', {}, `${each.value ?? each.standard ?? '–'}`), each.what ?? ''],
      })),
    ),
  ],
  every: 10_000,
};

// Private

/** @param {any} app @param {any} me */
function variables({ name, live }, { role }) {
  const names = live?.secrets ?? [];
  if (shown?.app !== name) shown = undefined;
  const values = shown?.values;
  const toggle = shown
    ? button('Hide values', hide)
    : button('Show values', () => show(name, live.id), { 'aria-describedby': 'variables' });
  return [
    heading('Variables', role !== 'read' && names.length > 0 && toggle),
    names.length === 0
      ? empty('The live release has no variables. Set one:', shell(`ssh rack env set ${name} NAME=value`))
      : table(
          'Variables',
          ['Name', 'Value'],
          names.map((/** @type {string} */ each) => ({
            key: each,
            cells: [
              h('code', {}, each),
              values ? h('code', { class: 'value' }, values[each] ?? '') : h('span', { class: 'quiet' }, '••••••••'),
            ],
          })),
        ),
  ];
}

/** @param {string} app @param {string} release */
async function show(app, release) {
  try {
    const { environment = {} } = await get(`/apps/${app}/releases/${release}`);
    shown = { app, values: environment };
  } catch (error) {
    tellRefusal(error);
  }
  document.dispatchEvent(new Event('changed'));
}

function hide() {
  shown = undefined;
  document.dispatchEvent(new Event('changed'));
}

/** @param {string} app @param {any[]} domains @param {any} me */
function hosts(app, domains, { role }) {
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
