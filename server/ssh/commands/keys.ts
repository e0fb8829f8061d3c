import { text } from 'node:stream/consumers';
import { table } from '../../../lib/table.ts';
import { isRole } from '../../model/access.ts';
import type { Role } from '../../model/developer.ts';
import { type Arguments, type Command, JSON_OPTION, noMoreWords, takeWord, usageFailure } from '../command.ts';

export const keysList: Command = {
  name: 'keys list',
  aliases: ['keys'],
  usage: '[--developer NAME] [--json]',
  summary: 'Lists who may use the rack, and with which keys',
  on: 'rack',
  role: 'admin',
  options: { ...JSON_OPTION, developer: { type: 'string' } },
  async run({ rack, print }, args) {
    noMoreWords(keysList, args);
    const list = rack.keys.list(args.options.developer as string | undefined);
    if (args.options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
    const rows = list.map((key) => [key.developer, key.role, key.fingerprint, key.lastUsedAt ?? 'never', key.comment]);
    await print(table(['DEVELOPER', 'ROLE', 'FINGERPRINT', 'LAST USED', 'COMMENT'], rows));
  },
};

export const keysAdd: Command = {
  name: 'keys add',
  usage: 'NAME [--role admin|deploy|read] [KEY]',
  summary: 'Lets a developer in with a public key, from the line or from standard input',
  details: ['', '  ssh rack keys add ada < ada.pub'],
  on: 'rack',
  role: 'admin',
  options: { role: { type: 'string' }, developer: { type: 'string' } },
  async run({ actor, rack, stdin, print }, args) {
    const developer = (args.options.developer as string | undefined) ?? takeWord(keysAdd, args, 'whose key it is');
    const role = roleOf(args);
    const key = args.words.length > 0 ? args.words.join(' ') : await text(stdin);
    if (key.trim() === '') throw usageFailure(keysAdd, 'There is no key, neither on the line nor on standard input.');
    const added = await rack.keys.add({ developer, role, key }, actor);
    await print(`${developer} (${added.role}) may use the rack with ${added.fingerprint}.\n`);
  },
};

export const keysRemove: Command = {
  name: 'keys remove',
  aliases: ['keys rm'],
  usage: 'FINGERPRINT',
  summary: 'Takes a key away and ends what it opened',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const fingerprint = takeWord(keysRemove, args, 'which key, by its fingerprint');
    noMoreWords(keysRemove, args);
    const key = await rack.keys.remove(fingerprint, actor);
    await print(`${key.developer} can no longer use the rack with ${key.fingerprint}.\n`);
  },
};

// Private

function roleOf({ options }: Arguments): Role | undefined {
  const role = options.role as string | undefined;
  if (role === undefined || isRole(role)) return role as Role | undefined;
  throw usageFailure(keysAdd, `"${role}" is no role.`);
}
