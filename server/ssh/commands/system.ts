import { table } from '../../../lib/table.ts';
import { isAdmin } from '../../apps/guard.ts';
import type { Capacity } from '../../apps/system.ts';
import { type Command, JSON_OPTION, LIST_OPTIONS, noMoreWords } from '../command.ts';
import { printList } from '../listing.ts';
import { seconds } from './access.ts';
import { LOG_DETAILS, LOG_OPTIONS, lookOf, showPages, wishOf } from './log-options.ts';

export const system: Command = {
  name: 'system',
  aliases: ['rack', 'version', 'status'],
  usage: '[--json]',
  summary: 'Tells what the rack is; admins also what it has left, and how it is',
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, print }, args) {
    noMoreWords(system, args);
    const [info, inner] = await Promise.all([
      rack.system.info(),
      isAdmin(actor) ? Promise.all([rack.system.capacity(actor), rack.system.health(actor)]) : undefined,
    ]);
    const [capacity, health] = inner ?? [];
    if (args.options.json) return print(`${JSON.stringify({ ...info, capacity, health }, null, 2)}\n`);
    const { name, version, region, domain, status } = info;
    const facts: [string, string][] = [
      ['Rack', `${name}, version ${version}`],
      ['Status', status],
      ['Region', region],
      ['Domain', domain],
      ...(capacity ? capacityFacts(capacity) : []),
    ];
    await print(facts.map(([fact, value]) => `${`${fact}:`.padEnd(10)} ${value}\n`).join(''));
    if (!health) return;
    const rows = health.map((check) => [check.name, check.state, check.detail]);
    await print(`\n${table(['PART', 'STATE', 'FOUND'], rows)}`);
  },
};

export const systemPs: Command = {
  name: 'system ps',
  aliases: ['rack ps'],
  usage: '[--json]',
  summary: 'Lists the running copies of all apps',
  on: 'rack',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(systemPs, args);
    const list = await context.rack.system.processes(context.actor);
    await printList(context, args, list, {
      header: ['APP', 'NAME', 'STATE', 'RELEASE', 'SINCE'],
      row: ({ app, name, state, release, since }) => [app, name, state, release, seconds(since) ?? '-'],
      id: ({ app, name }) => `${app} ${name}`,
      empty: 'Nothing runs. Deploy an app: git push rack main',
    });
  },
};

export const systemReleases: Command = {
  name: 'system releases',
  aliases: ['rack releases'],
  usage: '[--json]',
  summary: 'Lists the versions of the rack that have run, newest first',
  on: 'rack',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(systemReleases, args);
    await printList(context, args, context.rack.system.releases(), {
      header: ['VERSION', 'SINCE'],
      row: ({ version, since }) => [version, seconds(since) as string],
      empty: 'No version is noted yet. See the one that runs: ssh rack system',
    });
  },
};

export const systemLogs: Command = {
  name: 'system logs',
  aliases: ['rack logs'],
  usage: '[-f] [-n N] [--since 1h] [--until TIME] [--filter WORDS] [--grep REGEX] [--json]',
  summary: 'Shows what the rack says of itself, and what happens on it',
  details: LOG_DETAILS,
  on: 'rack',
  role: 'admin',
  options: LOG_OPTIONS,
  async run(context, args) {
    noMoreWords(systemLogs, args);
    const { actor, rack, signal } = context;
    const wish = wishOf(systemLogs, args);
    const look = lookOf(systemLogs, args, context);
    const pages = rack.system.logPages(wish, { actor, signal });
    await showPages(context, pages, { ...look, follow: wish.follow, again: 'system logs' });
  },
};

// Private

function capacityFacts({ instances, total, free, largestFree, processes, width }: Capacity): [string, string][] {
  const room = (machine: { cpu: number; memory: number }) => `${machine.cpu / 1024} cores and ${machine.memory} MiB`;
  return [
    ['Instances', `${instances} with ${room(total)}`],
    ['Free', `${room(free)}; the largest place has ${room(largestFree)}`],
    ['Copies', `${processes}, of one process ${width} at most`],
  ];
}
