import { ask, get } from '../api.js';
import { h } from '../dom.js';
import { act, confirm, tellRefusal } from '../notes.js';
import { button, empty, heading, table } from '../parts.js';

/** Values that somebody wants to see, of one app at a time. @type {{ app: string, values: Record<string, string> } | undefined} */
let shown;

/** The variables of an app: their names, and their values when somebody asks. @param {any} app @param {any[]} list @param {any} me */
export function variablesPart({ name: app, live }, list, { role }) {
  if (shown?.app !== app) shown = undefined;
  const mayDeploy = role !== 'read';
  const toggle = shown ? button('Hide values', hide) : button('Show values', () => show(app, live.id));
  return [
    heading('Variables', mayDeploy && live && list.length > 0 && toggle),
    list.length === 0
      ? empty('It has no variables.')
      : table(
          'Variables',
          ['Name', 'Value', 'From', ...(mayDeploy ? [''] : [])],
          list.map((each) => ({ key: each.name, cells: cells(app, each, mayDeploy) })),
        ),
    mayDeploy && form(app),
  ];
}

// Private

const FROM = { set: 'set by people', link: 'a resource', release: 'the release itself' };

/** @param {string} app @param {{ name: string, from: keyof typeof FROM }} variable @param {boolean} mayDeploy */
function cells(app, { name, from }, mayDeploy) {
  const unset = () => button('Unset', (event) => remove(event, app, name), { 'aria-label': `Unset ${name}` });
  return [
    h('code', {}, name),
    shown ? shownAs(shown.values[name]) : h('span', { class: 'quiet' }, '••••••••'),
    h('span', { class: 'quiet' }, FROM[from]),
    ...(mayDeploy ? [from === 'set' ? unset() : ''] : []),
  ];
}

/** What is set and not deployed has none that the live release knows. @param {string | undefined} value */
function shownAs(value) {
  if (value === undefined) return h('span', { class: 'quiet' }, 'not in the live release');
  return h('code', { class: 'value' }, value);
}

/** @param {string} app */
function form(app) {
  const plain = { autocomplete: 'off', spellcheck: 'false' };
  return h(
    'form',
    { class: 'stack', onsubmit: (/** @type {SubmitEvent} */ event) => set(event, app) },
    h(
      'p',
      { class: 'quiet' },
      'Setting a variable deploys a release with it; one of the same name gets the new value.',
    ),
    h('label', {}, 'Name', h('input', { name: 'name', required: true, placeholder: 'GREETING', ...plain })),
    h('label', {}, 'Value', h('textarea', { name: 'value', rows: '2', ...plain })),
    h('div', {}, h('button', { class: 'first' }, 'Set')),
  );
}

/** @param {SubmitEvent} event @param {string} app */
function set(event, app) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const { name, value } = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  return act(/** @type {any} */ ({ currentTarget: event.submitter }), async () => {
    await ask('PUT', pathOf(app, name), { body: { value } });
    form.reset();
    hide();
    return `${name} of ${app} is set, or a release with it is being deployed.`;
  });
}

/** @param {Event} event @param {string} app @param {string} name */
async function remove(event, app, name) {
  const target = event.currentTarget;
  const more = [h('p', {}, 'A release without it is deployed. Its value is in no later one, and is not shown again.')];
  if (!(await confirm({ title: `Unset ${name} of ${app}?`, more, does: `Unset ${name}`, isDangerous: true }))) return;
  await act(/** @type {any} */ ({ currentTarget: target }), async () => {
    await ask('DELETE', pathOf(app, name));
    return `${name} of ${app} is unset, or a release without it is being deployed.`;
  });
}

/** @param {string} app @param {string | undefined} name */
const pathOf = (app, name) => `/apps/${app}/environment/${encodeURIComponent((name ?? '').trim())}`;

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
