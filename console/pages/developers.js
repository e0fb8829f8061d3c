import { ask, get } from '../api.js';
import { h } from '../dom.js';
import { act, confirm } from '../notes.js';
import { button, heading, table, time } from '../parts.js';

const ROLES = ['read', 'deploy', 'admin'];

/** Who may use the rack, what they may, and their keys. @type {import('../pages.js').Page} */
export const developers = {
  title: () => 'Developers',
  load: async ({ signal }) => {
    const [list, keys] = await Promise.all([get('/developers', signal), get('/keys?developer=all', signal)]);
    return { list, keys };
  },
  view: ({ list, keys }) => [
    h('h1', {}, 'Developers'),
    table(
      'Developers',
      ['Name', 'Role', 'Apps', { text: 'Keys', class: 'number' }, 'Added', ''],
      list.map((/** @type {any} */ each) => ({ key: each.name, cells: cells(each, keys) })),
    ),
    heading('Keys'),
    keyTable(keys),
    heading('Add a key'),
    h(
      'p',
      { class: 'quiet' },
      'Of somebody new, the name makes a developer. One key a line, as it stands in a .pub file.',
    ),
    keyForm(),
  ],
};

/** SSH keys, each with a way to take it away. @param {any[]} keys */
export function keyTable(keys) {
  return table(
    'Keys',
    ['Developer', 'Fingerprint', 'Comment', 'Last used', ''],
    keys.map((key) => ({
      key: key.fingerprint,
      cells: [
        key.developer,
        h('code', {}, key.fingerprint),
        key.comment,
        key.lastUsedAt ? time(key.lastUsedAt) : 'never',
        button('Remove', (event) => removeKey(event, key), {
          'aria-label': `Remove the key ${key.comment || key.fingerprint} of ${key.developer}`,
        }),
      ],
    })),
  );
}

/** Adds keys to whoever is named; to oneself where nobody can be. @param {string} [self] */
export function keyForm(self) {
  return h(
    'form',
    { class: 'stack', onsubmit: addKeys },
    self === undefined &&
      h(
        'label',
        {},
        'Developer',
        h('input', { name: 'developer', required: true, autocomplete: 'off', placeholder: 'ada' }),
      ),
    self === undefined && h('label', {}, 'Role, of somebody new', roleSelect('deploy', { name: 'role' })),
    h(
      'label',
      {},
      'Public key',
      h('textarea', {
        name: 'keys',
        required: true,
        rows: '3',
        spellcheck: 'false',
        placeholder: 'ssh-ed25519 AAAA… ada@laptop',
      }),
    ),
    h('div', {}, h('button', { class: 'first' }, 'Add')),
  );
}

// Private

/** @param {any} developer @param {any[]} keys */
function cells({ name, role, apps, createdAt }, keys) {
  const change = (/** @type {Event} */ event) => setRole(event, name);
  return [
    name,
    roleSelect(role, { 'aria-label': `Role of ${name}`, onchange: change }),
    apps === 'all' ? 'all' : apps.join(', ') || 'none',
    `${keys.filter((key) => key.developer === name).length}`,
    time(createdAt),
    button('Remove', (event) => remove(event, name), { 'aria-label': `Remove ${name}` }),
  ];
}

/** @param {string} role @param {Record<string, any>} attributes */
function roleSelect(role, attributes) {
  return h(
    'select',
    attributes,
    ROLES.map((each) => h('option', { value: each, selected: each === role }, each)),
  );
}

/** @param {Event} event @param {string} name */
function setRole(event, name) {
  const select = /** @type {HTMLSelectElement} */ (event.currentTarget);
  return act(event, async () => {
    try {
      await ask('PUT', `/developers/${name}`, { body: { role: select.value } });
      return `${name} has the role ${select.value} now.`;
    } catch (error) {
      // As it was.
      for (const option of select.options) option.selected = option.defaultSelected;
      throw error;
    }
  });
}

/** @param {Event} event @param {string} name */
async function remove(event, name) {
  const target = event.currentTarget;
  const more = [h('p', {}, 'All their keys and tokens go, and what they have running ends at once.')];
  if (!(await confirm({ title: `Remove ${name}?`, more, does: `Remove ${name}`, isDangerous: true }))) return;
  await act(/** @type {any} */ ({ currentTarget: target }), async () => {
    await ask('DELETE', `/developers/${name}`);
    return `${name} is removed.`;
  });
}

/** @param {Event} event @param {any} key */
async function removeKey(event, { fingerprint, developer, comment }) {
  const target = event.currentTarget;
  const more = [
    h('p', {}, h('code', {}, fingerprint)),
    h('p', {}, 'What it opened ends at once, and with it the visits of the console that it began.'),
  ];
  const title = `Remove the key ${comment} of ${developer}?`;
  if (!(await confirm({ title, more, does: 'Remove the key', isDangerous: true }))) return;
  await act(/** @type {any} */ ({ currentTarget: target }), async () => {
    await ask('DELETE', `/keys/${encodeURIComponent(fingerprint)}`);
    return `The key of ${developer} is removed.`;
  });
}

/** @param {SubmitEvent} event */
function addKeys(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const { developer, role, keys } = Object.fromEntries(new FormData(form));
  return act(/** @type {any} */ ({ currentTarget: event.submitter }), async () => {
    const known = developer && (await get('/developers')).some((/** @type {any} */ each) => each.name === developer);
    const whose = developer && { developer, ...(!known && { role }) };
    const added = await ask('POST', '/keys', { body: { keys, ...whose } });
    form.reset();
    return `${added.developer} can log in with ${added.keys.map((/** @type {any} */ key) => key.fingerprint).join(', ')}.`;
  });
}
