import { table } from '../../../lib/table.ts';
import type { ResourceInfo } from '../../apps/resources.ts';
import type { ResourceOption } from '../../model/resource-option.ts';
import { type Command, JSON_OPTION, noMoreWords, takeWord } from '../command.ts';
import { optionsIn, request } from './resource-words.ts';
import { confirmed } from './retyped-name.ts';

export const resources: Command = {
  name: 'resources',
  aliases: ['resources list', 'addons'],
  usage: '[--json]',
  summary: 'Lists the databases, caches, buckets and queues that apps use',
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, print, tell }, args) {
    noMoreWords(resources, args);
    const list = await rack.resources.list(actor);
    if (args.options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
    if (list.length === 0) return tell('There are none. To make one: ssh rack resources create postgres\n');
    const rows = list.map(({ name, kind, status, links }) => [name, kind, status, linkWords({ links })]);
    await print(table(['NAME', 'KIND', 'STATUS', 'LINKED TO'], rows));
  },
};

export const resourcesTypes: Command = {
  name: 'resources types',
  aliases: ['resources kinds'],
  usage: '[KIND] [--json]',
  summary: 'Lists the kinds of resources, or what can be chosen of one',
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ rack, print }, args) {
    const types = rack.resources.types();
    const kind = args.words.shift();
    noMoreWords(resourcesTypes, args);
    const shown = kind === undefined ? types : [rack.resources.type(kind)];
    if (args.options.json) return print(`${JSON.stringify(shown, null, 2)}\n`);
    if (kind !== undefined) return print(optionTable(shown[0]!.options));
    const rows = types.map(({ name, options }) => [name, options.map((option) => option.name).join(', ')]);
    await print(table(['KIND', 'OPTIONS'], rows));
  },
};

export const resourcesCreate: Command = {
  name: 'resources create',
  aliases: ['addons create'],
  usage: 'KIND [--name NAME] [OPTION=VALUE]… [--detach]',
  summary: 'Makes a resource, and waits until apps can be linked to it',
  details: [
    '',
    '  KIND      postgres, mysql, redis, memcached, s3 or sqs; their options: ssh rack resources types KIND',
    '  --detach  returns as soon as AWS has begun; ssh rack resources tells how it is',
    '',
    '  ssh rack resources create postgres --name main-db storage=50 class=db.t4g.small',
  ],
  on: 'rack',
  role: 'admin',
  options: { name: { type: 'string' }, detach: { type: 'boolean' } },
  async run(context, args) {
    const kind = takeWord(resourcesCreate, args, 'what kind of resource');
    const parameters = optionsIn(resourcesCreate, args);
    const { name, detach } = args.options as { name?: string; detach?: boolean };
    await context.tell(`-----> Making ${kind}\n`);
    const wanted = { kind, name, parameters, detach: detach === true };
    const made = await context.rack.resources.create(wanted, request(context));
    await context.print(`${made.name} is ${made.status}. To use it: ssh rack resources link ${made.name} -a APP\n`);
  },
};

export const resourcesInfo: Command = {
  name: 'resources info',
  usage: 'NAME [--json]',
  summary: 'Shows how a resource is, its options, and which apps use it',
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, print }, args) {
    const name = takeWord(resourcesInfo, args, 'which resource');
    noMoreWords(resourcesInfo, args);
    const info = await rack.resources.find(name, actor);
    await print(
      args.options.json ? `${JSON.stringify(info, null, 2)}\n` : infoText(info, rack.resources.type(info.kind).options),
    );
  },
};

export const resourcesSet: Command = {
  name: 'resources set',
  aliases: ['resources update'],
  usage: 'NAME OPTION=VALUE…',
  summary: 'Changes options of a resource, and waits until it has them',
  details: ['', '  Some changes start it anew. Options: ssh rack resources types KIND'],
  on: 'rack',
  role: 'admin',
  async run(context, args) {
    const name = takeWord(resourcesSet, args, 'which resource');
    const parameters = optionsIn(resourcesSet, args);
    const isChanged = await context.rack.resources.set(name, parameters, request(context));
    await context.print(isChanged ? `${name} is changed.\n` : `${name} is like that already.\n`);
  },
};

export const resourcesUrl: Command = {
  name: 'resources url',
  usage: 'NAME',
  summary: 'Prints the address of a resource with its password, bare',
  on: 'rack',
  role: 'deploy',
  async run({ actor, rack, print }, args) {
    const name = takeWord(resourcesUrl, args, 'which resource');
    noMoreWords(resourcesUrl, args);
    await print(`${await rack.resources.url(name, actor)}\n`);
  },
};

export const resourcesDestroy: Command = {
  name: 'resources destroy',
  aliases: ['resources delete'],
  usage: 'NAME [--confirm NAME] [--no-snapshot]',
  summary: 'Removes a resource that no app uses, after you typed its name again',
  details: ['', '  --no-snapshot  keeps no last backup of what is in it'],
  on: 'rack',
  role: 'admin',
  options: { confirm: { type: 'string' }, 'no-snapshot': { type: 'boolean' } },
  async run(context, args) {
    const name = takeWord(resourcesDestroy, args, 'which resource');
    noMoreWords(resourcesDestroy, args);
    const { kind } = context.rack.resources.known(name, context.actor);
    const snapshot = args.options['no-snapshot'] !== true;
    const question = `This removes the ${kind} ${name} with all that is in it${snapshot ? '' : ', and keeps no backup'}.`;
    await confirmed(context, { name, question, command: 'resources destroy', typed: args.options.confirm });
    await context.tell(`-----> Removing ${name}\n`);
    const kept = await context.rack.resources.destroy(name, { snapshot }, request(context));
    for (const id of kept) await context.tell(`       Its last backup is kept: ${id}\n`);
    await context.print(`${name} is gone.\n`);
  },
};

// Private

function linkWords({ links }: Pick<ResourceInfo, 'links'>): string {
  return links.map(({ app, variable }) => `${app} (${variable})`).join(', ') || '-';
}

function optionTable(options: readonly ResourceOption[]): string {
  const rows = options.map(({ name, standard, description }) => [name, standard || '-', description]);
  return table(['OPTION', 'STANDARD', 'WHAT'], rows);
}

function infoText(info: ResourceInfo, options: readonly ResourceOption[]): string {
  const values = options.map(({ name, parameter }) => [name, info.parameters[parameter] || '-'] as const);
  const facts = [
    ['Name', info.name],
    ['Kind', info.kind],
    ['Status', info.reason ? `${info.status}: ${info.reason}` : info.status],
    ['Linked to', linkWords(info)],
    ['Created', `${info.createdAt} by ${info.createdBy}`],
    ...values,
  ] as const;
  return facts.map(([name, value]) => `${`${name}:`.padEnd(20)} ${value}\n`).join('');
}
