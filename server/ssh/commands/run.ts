import { Failure } from '../../../lib/failure.ts';
import type { OneOffCommand, OneOffRequest } from '../../apps/attachments.ts';
import { parseTimeLimit } from '../../model/one-off.ts';
import { type Arguments, type Command, usageFailure } from '../command.ts';

export const run: Command = {
  name: 'run',
  usage: 'APP [options] [--] COMMAND…',
  summary: 'Runs a command in a container of its own',
  details: [
    '',
    '  With `ssh -t` it has your terminal. Its exit code is the one of ssh, and nothing of it is left afterwards.',
    "  Words are the command's as they are; one word with blanks in it is a line for the container's shell.",
    '',
    '  -p, --process NAME   with the image, environment and size of this process',
    '  -r, --release vN     as of this release',
    '  -e, --env NAME=VALUE one more variable; may be repeated',
    '  -m, --memory MIB     at most so much memory',
    '  -t, --timeout TIME   at most so long: 90s, 10m, 2h, 7d (24h)',
    "  -d, --detach         does not wait: prints its name, and what it says is in the app's log",
    '',
    '  ssh -t rack run myapp bash',
    `  ssh rack "run myapp 'bin/report | gzip'" > report.gz`,
  ],
  on: 'app',
  role: 'deploy',
  before: 0,
  options: {
    process: { type: 'string', short: 'p' },
    release: { type: 'string', short: 'r' },
    env: { type: 'string', short: 'e', multiple: true },
    memory: { type: 'string', short: 'm' },
    timeout: { type: 'string', short: 't' },
    detach: { type: 'boolean', short: 'd' },
  },
  async run({ actor, rack, app, io, print, signal }, args) {
    const request = { ...requestOf(args), command: commandOf(run, args) };
    if (!args.options.detach) return rack.attachments.run(app, request, io, { actor, signal });
    const { name } = await rack.attachments.start(app, request, { actor, signal });
    await print(`${name}\n`);
  },
};

export const exec: Command = {
  name: 'exec',
  usage: 'APP COPY [--] COMMAND…',
  summary: 'Runs a command in a copy that runs',
  details: ['', '  ssh -t rack exec myapp web.1 bash', '', '  The copies of an app: ssh rack ps APP'],
  on: 'app',
  role: 'deploy',
  before: 1,
  async run({ actor, rack, app, io, signal }, args) {
    const copy = args.words.shift();
    if (copy === undefined) throw usageFailure(exec, 'Say in which copy.');
    return rack.attachments.exec(app, copy, commandOf(exec, args), io, { actor, signal });
  },
};

// Private

function commandOf(command: Command, { rest }: Arguments): OneOffCommand {
  const [first, ...more] = rest;
  if (first === undefined) throw usageFailure(command, 'Say what to run.');
  return more.length === 0 && /\s/.test(first) ? first : rest;
}

function requestOf({ options }: Arguments): Omit<OneOffRequest, 'command'> {
  const { process, release, memory, timeout } = options as Record<string, string | undefined>;
  return {
    ...(process !== undefined && { process }),
    ...(release !== undefined && { release }),
    ...(memory !== undefined && { memory: memoryOf(memory) }),
    ...(timeout !== undefined && { timeLimit: parseTimeLimit(timeout) }),
    env: Object.fromEntries(((options.env as string[] | undefined) ?? []).map(pairOf)),
  };
}

function memoryOf(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw usageFailure(run, `"${text}" is no number of MiB.`);
}

function pairOf(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Failure('bad_usage', `-e takes NAME=VALUE, and "${text.split('=')[0]}" is no such pair.`, {
    hint: 'As in: ssh rack run my-app -e DEBUG=1 -- bin/report',
  });
}
