import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Failure } from '../../lib/failure.ts';
import { shellWord } from '../../lib/shell-word.ts';
import type { Command, Context } from '../command.ts';
import { type LogConnection, ResumedLog } from '../resumed-log.ts';
import { sshPaths } from '../ssh.ts';

/** What is handed on to `ssh rack logs` as it is. */
const HANDED_ON = {
  follow: { type: 'boolean', short: 'f' },
  num: { type: 'string', short: 'n' },
  since: { type: 'string' },
  until: { type: 'string' },
  after: { type: 'string' },
  process: { type: 'string', short: 'p', multiple: true },
  release: { type: 'string' },
  filter: { type: 'string' },
  grep: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** A network that vanished is noticed within half a minute. */
const PATIENCE = ['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3'];

export const logs: Command = {
  name: 'logs',
  summary: 'show the log of an app, or of the rack itself; follows it across restarts of the rack',
  usage: '[APP] [-f] [-n N] [-p PROCESS] [--since 1h] [--until TIME] [--filter WORDS] [--grep REGEX] [--json]',
  help: `What \`ssh rack logs APP\` shows, and without APP \`ssh rack system logs\`; see their --help for the options.
With -f it connects again when the connection is lost or the rack is restarted, and goes on behind
the last line that it has shown: nothing is left out, nothing comes twice.

  --host NAME            how your ssh calls the rack; this machine's rack unless told, else rack
  --color, --no-color    colours or none; by themselves at a terminal, unless NO_COLOR is set`,
  options: {
    ...HANDED_ON,
    host: { type: 'string' },
    color: { type: 'boolean' },
    'no-color': { type: 'boolean' },
  },
  words: ['APP'],
  async run(context) {
    const ask = questionOf(context);
    const log = new ResumedLog({
      connect: (after) => connect(hostOf(context), ask(after)),
      show: (text) => context.out.line(text.slice(0, -1)),
      tell: (line) => process.stderr.write(`${line}\n`),
    });
    const { code, said } = await log.run({ follow: context.options.follow === true });
    process.stderr.write(said);
    return code;
  },
};

// Private

/** The command line for the rack, by the number of the last line that is known. */
function questionOf({ options, words: [app], env }: Context): (after: number | undefined) => string {
  if (options.color && options['no-color'])
    throw new Failure('bad_usage', '--color and --no-color are opposites.', { hint: 'Usage: rack help logs' });
  const atTerminal = process.stdout.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  const colours = options.color || (atTerminal && !options['no-color'] && !options.json);
  const command = app === undefined ? ['system', 'logs'] : ['logs', '--app', app];
  const look = ['--numbered', ...(colours ? ['--color'] : [])];
  return (after) => {
    // Where a place is known, what was said of the beginning is over.
    const begins = after === undefined ? {} : { num: undefined, since: undefined, after: `${after}` };
    return [...command, ...look, ...optionWords({ ...options, ...begins })].map(shellWord).join(' ');
  };
}

function optionWords(options: Context['options']): string[] {
  return Object.keys(HANDED_ON).flatMap((name) => {
    const value = options[name];
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    return [value].flat().map((each) => `--${name}=${each}`);
  });
}

function hostOf({ options, home }: Context): string[] {
  const { config } = sshPaths(home);
  if (typeof options.host === 'string') return ['--', options.host];
  return existsSync(config) ? ['-F', config, 'rack'] : ['rack'];
}

function connect(host: readonly string[], command: string): LogConnection {
  const child = spawn('ssh', ['-T', ...PATIENCE, ...host, command], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const end = new Promise<{ code: number; said: string }>((resolve, reject) => {
    child.on('close', (code) => resolve({ code: code ?? 130, said }));
    child.on('error', () => reject(new Failure('no_ssh', 'There is no ssh on this machine.')));
  });
  // Asked for when the lines are at their end.
  end.catch(() => {});
  return { lines: child.stdout, end };
}
