import type { InstanceInfo } from '../../apps/instances.ts';
import { type Arguments, type Command, type CommandContext, LIST_OPTIONS, noMoreWords, takeWord } from '../command.ts';
import { printList } from '../listing.ts';
import { seconds } from './access.ts';

const FORCE_OPTION = { force: { type: 'boolean' } } as const;
const FORCE = ['', '  --force  also when it is the only instance that takes tasks'];

export const instances: Command = {
  name: 'instances',
  aliases: ['instances list'],
  usage: '[--json]',
  summary: 'Lists the machines of the rack, and how much of them is taken',
  on: 'rack',
  role: 'admin',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(instances, args);
    const list = await context.rack.instances.list(context.actor);
    const header = ['ID', 'STATUS', 'AGENT', 'CPU', 'MEMORY', 'COPIES', 'STARTED', 'WHERE'];
    const empty = 'There is no instance. AWS starts them as they are needed: ssh rack system';
    await printList(context, args, list, { header, row: rowOf, empty });
  },
};

export const instancesDrain: Command = {
  name: 'instances drain',
  usage: 'ID [--force]',
  summary: 'Moves all that runs on a machine to others, and gives it no more',
  details: FORCE,
  on: 'rack',
  role: 'admin',
  options: FORCE_OPTION,
  async run(context, args) {
    const id = takeWord(instancesDrain, args, 'which instance, by its id');
    noMoreWords(instancesDrain, args);
    await context.tell(`-----> Draining ${id}; it goes on when you stop waiting (Ctrl-C)\n`);
    await context.rack.instances.drain(id, request(context, args));
    await context.print(`${id} is drained. It takes tasks again after: ssh rack instances activate ${id}\n`);
  },
};

export const instancesActivate: Command = {
  name: 'instances activate',
  usage: 'ID',
  summary: 'Gives a machine that was drained tasks again',
  on: 'rack',
  role: 'admin',
  async run({ actor, rack, print }, args) {
    const id = takeWord(instancesActivate, args, 'which instance, by its id');
    noMoreWords(instancesActivate, args);
    await rack.instances.activate(id, actor);
    await print(`${id} takes tasks again.\n`);
  },
};

export const instancesTerminate: Command = {
  name: 'instances terminate',
  usage: 'ID [--force]',
  summary: 'Drains a machine and ends it; its group starts another one',
  details: FORCE,
  on: 'rack',
  role: 'admin',
  options: FORCE_OPTION,
  async run(context, args) {
    const id = takeWord(instancesTerminate, args, 'which instance, by its id');
    noMoreWords(instancesTerminate, args);
    await context.tell(`-----> Draining ${id}; it goes on when you stop waiting (Ctrl-C)\n`);
    await context.rack.instances.terminate(id, request(context, args));
    await context.print(`${id} is terminated.\n`);
  },
};

// Private

function request({ actor, signal, tell }: CommandContext, { options }: Arguments) {
  return { actor, signal, force: options.force === true, tell: (text: string) => void tell(`       ${text}\n`) };
}

function rowOf(instance: InstanceInfo): string[] {
  const { id, status, agent, cpu, memory, total, processes, started, zone, type, privateIp } = instance;
  return [
    id,
    status,
    agent ? 'connected' : 'silent',
    `${percent(cpu)} of ${total.cpu / 1024}`,
    `${percent(memory)} of ${total.memory} MiB`,
    `${processes}`,
    seconds(started) ?? '-',
    [zone, type, privateIp].filter(Boolean).join(' ') || '-',
  ];
}

const percent = (part: number) => `${Math.round(part * 100)}%`;
