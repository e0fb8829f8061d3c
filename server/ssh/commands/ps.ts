import { duration } from '../../../lib/duration.ts';
import type { ProcessInfo } from '../../apps/processes.ts';
import { outputTo } from '../../deploy/output.ts';
import { type Command, LIST_OPTIONS, noMoreWords, takeWord } from '../command.ts';
import { printList } from '../listing.ts';

export const ps: Command = {
  name: 'ps',
  usage: 'APP [--all] [--json]',
  summary: 'Lists the running copies of the processes of an app, with what they take, and how the last ones ended',
  details: ['', '  --all  those too that have stopped in the last hour'],
  on: 'app',
  role: 'read',
  options: { ...LIST_OPTIONS, all: { type: 'boolean' } },
  async run(context, args) {
    noMoreWords(ps, args);
    const { actor, rack, app } = context;
    const list = await rack.processes.list(app, actor, { all: args.options.all === true });
    const now = Date.now();
    await printList(context, args, list, {
      header: ['NAME', 'STATE', 'RELEASE', 'UP', 'CPU', 'MEMORY', 'RESTARTS', 'LAST STOP'],
      row: (each) => rowOf(each, now),
      empty: `Nothing of ${app} runs. Deploy it: git push rack main`,
    });
  },
};

export const psRestart: Command = {
  name: 'ps restart',
  aliases: ['restart'],
  usage: 'APP [TYPE | TYPE.N]',
  summary: 'Replaces the copies of an app, of one process, or one copy, by others of the same release',
  details: [
    '',
    '  Each new copy answers before an old one goes. One copy alone is stopped, and another takes its place.',
  ],
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, tell, print, signal }, args) {
    const which = args.words.shift();
    noMoreWords(psRestart, args);
    if (which !== undefined && isCopy(which)) {
      const { name } = await rack.processes.stop(app, which, actor);
      return print(`${name} stops, and another copy takes its place.\n`);
    }
    const output = outputTo((line) => void tell(`${line}\n`));
    await rack.processes.restart(app, which, { actor, output, signal });
  },
};

export const psStop: Command = {
  name: 'ps stop',
  aliases: ['stop', 'ps kill'],
  usage: 'APP TYPE.N',
  summary: 'Stops one copy: SIGTERM, and SIGKILL after its grace',
  details: ['', '  Another copy takes the place of one of a process; run fewer by  ssh rack scale APP TYPE=COUNT'],
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, print }, args) {
    const copy = takeWord(psStop, args, 'which copy, as in web.1');
    noMoreWords(psStop, args);
    const { name, process, oneOff } = await rack.processes.stop(app, copy, actor);
    const after = oneOff ? '' : `, and another copy takes its place. To run fewer: ssh rack scale ${app} ${process}=0`;
    await print(`${name} stops${after}\n`);
  },
};

// Private

/** `web.1` or a task's id; process types have neither a dot nor 32 digits. */
const isCopy = (word: string) => /\.\d+$|^[0-9a-f]{32}$/.test(word);

function rowOf(copy: ProcessInfo, now: number): string[] {
  const { name, state, health, release, since, restarts } = copy;
  const up = since === undefined || state !== 'running' ? '-' : duration(now - Date.parse(since));
  const shown = health === 'unhealthy' ? `${state}, unhealthy` : state;
  return [name, shown, release, up, cpuOf(copy), memoryOf(copy), `${restarts}`, lastStopOf(copy, now)];
}

function cpuOf({ cpu }: ProcessInfo): string {
  return cpu === undefined ? '-' : `${(cpu * 100).toFixed(cpu < 0.1 ? 1 : 0)}%`;
}

function memoryOf({ memory, memoryLimit }: ProcessInfo): string {
  const mib = (bytes: number) => Math.round(bytes / 1024 ** 2);
  if (memoryLimit === undefined) return memory === undefined ? '-' : `${mib(memory)} MiB`;
  return memory === undefined ? `of ${mib(memoryLimit)} MiB` : `${mib(memory)} of ${mib(memoryLimit)} MiB`;
}

function lastStopOf({ lastStop, lastStopAt }: ProcessInfo, now: number): string {
  if (lastStop === undefined) return '';
  return lastStopAt === undefined ? lastStop : `${lastStop}, ${duration(now - Date.parse(lastStopAt))} ago`;
}
