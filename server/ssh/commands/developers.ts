import { table } from '../../../lib/table.ts';
import { appsText, type DeveloperInfo } from '../../apps/developers.ts';
import type { AppScope, Developer, Role } from '../../model/developer.ts';
import {
  type Arguments,
  type Command,
  JSON_OPTION,
  LIST_OPTIONS,
  noMoreWords,
  takeWord,
  usageFailure,
} from '../command.ts';
import { printList } from '../listing.ts';
import {
  APPS_OPTION,
  appsOption,
  KEY_COLUMNS,
  keyRows,
  roleWord,
  seconds,
  TOKEN_COLUMNS,
  tokenRows,
} from './access.ts';

export const developers: Command = {
  name: 'developers',
  aliases: ['developers list'],
  usage: '[--json]',
  summary: 'Lists who may use the rack, as what, and which apps they may touch',
  on: 'rack',
  role: 'admin',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(developers, args);
    const list = context.rack.developers.list(context.actor);
    await printList(context, args, list, {
      header: ['NAME', 'ROLE', 'APPS', 'KEYS', 'TOKENS', 'LAST SEEN'],
      row: (each) => [
        each.name,
        each.role,
        appsText(each.apps),
        `${each.keys.length}`,
        `${each.tokens.length}`,
        lastUse(each) ?? 'never',
      ],
      empty: 'There is no developer yet. Add one: ssh rack developers add NAME',
    });
  },
};

export const developersShow: Command = {
  name: 'developers show',
  usage: 'NAME [--json]',
  summary: 'Tells what is known of a developer: role, apps, keys, tokens',
  on: 'rack',
  role: 'admin',
  options: JSON_OPTION,
  async run({ actor, rack, print }, args) {
    const name = takeWord(developersShow, args, 'who');
    noMoreWords(developersShow, args);
    const developer = rack.developers.show(name, actor);
    if (args.options.json) return print(`${JSON.stringify(developer, null, 2)}\n`);
    await print(`${facts(developer)}\n${keysText(developer)}\n${tokensText(developer)}`);
  },
};

export const developersAdd: Command = {
  name: 'developers add',
  usage: 'NAME [--role admin|deploy|read] [--app APP]…',
  summary: 'Makes a developer, for all apps or for those named',
  details: ['', '  Then give them a key: ssh rack keys add NAME < key.pub'],
  on: 'rack',
  role: 'admin',
  options: { role: { type: 'string' }, ...APPS_OPTION },
  async run({ actor, rack, print }, args) {
    const name = takeWord(developersAdd, args, 'who');
    noMoreWords(developersAdd, args);
    const role = roleWord(developersAdd, args.options.role as string | undefined) ?? 'deploy';
    const made = await rack.developers.add({ name, role, apps: appsOption(args) }, actor);
    await print(`${sentence(made)} Let them in: ssh rack keys add ${made.name} < key.pub\n`);
  },
};

export const developersRemove: Command = {
  name: 'developers remove',
  aliases: ['developers rm'],
  usage: 'NAME',
  summary: 'Takes a developer out with all keys and tokens, and ends what they run',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const name = takeWord(developersRemove, args, 'who');
    noMoreWords(developersRemove, args);
    const gone = await rack.developers.remove(name, actor);
    await print(`${gone.name} can no longer use the rack.\n`);
  },
};

export const developersRole: Command = {
  name: 'developers role',
  usage: 'NAME admin|deploy|read',
  summary: 'Gives a developer another role',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const name = takeWord(developersRole, args, 'who');
    const role = roleWord(developersRole, takeWord(developersRole, args, 'which role')) as Role;
    noMoreWords(developersRole, args);
    await print(`${sentence(await rack.developers.setRole(name, role, actor))}\n`);
  },
};

export const developersGrant: Command = {
  name: 'developers grant',
  usage: 'NAME APP…|all',
  summary: 'Lets a developer touch these apps too, also make them, or all apps',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const name = takeWord(developersGrant, args, 'who');
    await print(`${sentence(await rack.developers.grant(name, appsNamed(developersGrant, args), actor))}\n`);
  },
};

export const developersRevoke: Command = {
  name: 'developers revoke',
  usage: 'NAME APP…|all',
  summary: 'Takes apps away from a developer, and ends what they run',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const name = takeWord(developersRevoke, args, 'who');
    await print(`${sentence(await rack.developers.revoke(name, appsNamed(developersRevoke, args), actor))}\n`);
  },
};

// Private

function appsNamed(command: Command, { words }: Arguments): AppScope {
  if (words.length === 0) throw usageFailure(command, 'Say which apps.');
  if (!words.includes('all')) return words;
  if (words.length > 1) throw usageFailure(command, 'Say all, or which apps.');
  return 'all';
}

function sentence({ name, role, apps }: Developer): string {
  const which = apps === 'all' ? 'all apps' : apps.length === 0 ? 'no app' : `the apps ${apps.join(', ')}`;
  return `${name} has the role ${role} and may touch ${which}.`;
}

function facts({ name, role, apps, createdAt }: Developer): string {
  const all = { Name: name, Role: role, Apps: appsText(apps), Created: createdAt };
  return Object.entries(all)
    .map(([what, value]) => `${`${what}:`.padEnd(10)} ${value}\n`)
    .join('');
}

function keysText({ keys, name }: DeveloperInfo): string {
  return keys.length > 0 ? table(KEY_COLUMNS, keyRows(keys)) : `No key: ssh rack keys add ${name} < key.pub\n`;
}

function tokensText({ tokens }: DeveloperInfo): string {
  return tokens.length > 0 ? table(TOKEN_COLUMNS, tokenRows(tokens)) : 'No token.\n';
}

function lastUse({ keys, tokens }: DeveloperInfo): string | undefined {
  const times = [...keys, ...tokens].flatMap(({ lastUsedAt }) => lastUsedAt ?? []);
  return seconds(times.sort().at(-1));
}
