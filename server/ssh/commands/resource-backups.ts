import { table } from '../../../lib/table.ts';
import type { Snapshot } from '../../aws/snapshot.ts';
import { type Command, JSON_OPTION, noMoreWords, takeWord } from '../command.ts';
import { optionsIn, request } from './resource-words.ts';

export const resourcesBackup: Command = {
  name: 'resources backup',
  usage: 'NAME',
  summary: 'Makes a backup of a resource, which stays until an admin removes it in AWS',
  on: 'rack',
  role: 'deploy',
  async run(context, args) {
    const name = takeWord(resourcesBackup, args, 'which resource');
    noMoreWords(resourcesBackup, args);
    await context.tell(`-----> Backing up ${name}\n`);
    const { id } = await context.rack.resourceBackups.create(name, request(context));
    await context.print(`${id}\n`);
  },
};

export const resourcesBackups: Command = {
  name: 'resources backups',
  usage: 'NAME [--json]',
  summary: 'Lists the backups of a resource, newest first; for admins also of one that is gone',
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, print, tell }, args) {
    const name = takeWord(resourcesBackups, args, 'which resource');
    noMoreWords(resourcesBackups, args);
    const list = await rack.resourceBackups.list(name, actor);
    if (args.options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
    if (list.length === 0) return tell(`${name} has none. To make one: ssh rack resources backup ${name}\n`);
    await print(table(['BACKUP', 'MADE', 'BY', 'STATUS', 'OF'], list.map(rowOf)));
  },
};

export const resourcesRestore: Command = {
  name: 'resources restore',
  usage: 'NAME BACKUP [--as NEW] [OPTION=VALUE]…',
  summary: 'Makes a new resource from a backup; the one that it is of stays as it is',
  details: [
    '',
    '  Without --as it gets the name of before, when that is gone. To move an app to it:',
    '  ssh rack resources link NEW -a APP --as DATABASE --replace',
  ],
  on: 'rack',
  role: 'admin',
  options: { as: { type: 'string' } },
  async run(context, args) {
    const name = takeWord(resourcesRestore, args, 'which resource');
    const backup = takeWord(resourcesRestore, args, 'which backup');
    const parameters = optionsIn(resourcesRestore, args);
    const as = args.options.as as string | undefined;
    await context.tell(`-----> Restoring ${backup}\n`);
    const made = await context.rack.resourceBackups.restore(name, backup, { as, parameters }, request(context));
    await context.print(`${made.name} is ${made.status}. To use it: ssh rack resources link ${made.name} -a APP\n`);
  },
};

// Private

function rowOf({ id, createdAt, isAutomatic, status, engine, version, storage }: Snapshot): string[] {
  const size = storage === undefined ? '' : `, ${storage} GiB`;
  const made = createdAt?.replace(/\.\d+Z$/, 'Z') ?? '-';
  return [id, made, isAutomatic ? 'AWS' : 'hand', status, `${engine} ${version}${size}`];
}
