import { isDeveloperName } from '../../model/developer.ts';
import { KEY_TYPES } from '../../model/key-blob.ts';
import { type Arguments, type Command, LIST_OPTIONS, noMoreWords, takeWord, usageFailure } from '../command.ts';
import { inputText } from '../input.ts';
import { printList } from '../listing.ts';
import { KEY_COLUMNS, keyRows, roleWord, WHOSE_OPTIONS, whose } from './access.ts';

export const keysList: Command = {
  name: 'keys list',
  aliases: ['keys'],
  usage: '[--developer NAME | --all] [--json]',
  summary: 'Lists your keys; for admins, those of others',
  on: 'rack',
  role: 'read',
  options: { ...LIST_OPTIONS, ...WHOSE_OPTIONS },
  async run(context, args) {
    noMoreWords(keysList, args);
    const list = context.rack.keys.list(whose(args), context.actor);
    await printList(context, args, list, {
      header: ['DEVELOPER', 'ROLE', ...KEY_COLUMNS],
      row: (each) => [each.developer, each.role, ...(keyRows([each])[0] ?? [])],
      id: ({ fingerprint }) => fingerprint,
      empty: 'There is no key. Add one: ssh rack keys add < key.pub',
    });
  },
};

export const keysAdd: Command = {
  name: 'keys add',
  usage: '[NAME] [--role admin|deploy|read] [KEY]',
  summary: 'Adds a public key of yours; for admins, lets a developer in with one',
  details: [
    '',
    '  ssh rack keys add < ~/.ssh/id_ed25519.pub      another key of your own; several lines are several keys',
    '  ssh rack keys add ada --role read < ada.pub    a key of ada, who is made when she is new (as deploy by default)',
  ],
  on: 'rack',
  role: 'read',
  options: { role: { type: 'string' }, developer: { type: 'string' } },
  async run({ actor, rack, stdin, print }, args) {
    const role = roleWord(keysAdd, args.options.role as string | undefined);
    const developer = takeDeveloper(args);
    const text = args.words.length > 0 ? args.words.join(' ') : await inputText(stdin, MOST_INPUT);
    if (text.trim() === '') throw usageFailure(keysAdd, 'There is no key, neither on the line nor on standard input.');
    const added = await rack.keys.add({ developer, role, text }, actor);
    const { name, role: has } = added.developer;
    if (added.isNew) await print(`${name} is a new developer of this rack.\n`);
    for (const { fingerprint } of added.keys) await print(`${name} (${has}) may use the rack with ${fingerprint}.\n`);
  },
};

export const keysRemove: Command = {
  name: 'keys remove',
  aliases: ['keys rm'],
  usage: 'FINGERPRINT',
  summary: 'Takes a key of yours away and ends what it opened; for admins, any key',
  on: 'rack',
  role: 'read',
  async run({ actor, rack, print }, args) {
    const fingerprint = takeWord(keysRemove, args, 'which key, by its fingerprint');
    noMoreWords(keysRemove, args);
    const key = await rack.keys.remove(fingerprint, actor);
    await print(`${key.developer} can no longer use the rack with ${key.fingerprint}.\n`);
  },
};

// Private

/** Bytes of a file of keys. */
const MOST_INPUT = 64 * 1024;

/** The first word is a name unless the key begins there. */
function takeDeveloper({ words, options }: Arguments): string | undefined {
  if (options.developer !== undefined) return options.developer as string;
  const [first = ''] = words;
  const isKey = (KEY_TYPES as readonly string[]).includes(first) || /^(sk-)?(ssh|ecdsa)-/.test(first);
  return isDeveloperName(first) && !isKey ? words.shift() : undefined;
}
