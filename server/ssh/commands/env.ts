import { outputTo } from '../../deploy/output.ts';
import { type Command, type CommandContext, JSON_OPTION, noMoreWords, takeWord, usageFailure } from '../command.ts';
import { inputText } from '../input.ts';

export const env: Command = {
  name: 'env',
  aliases: ['config', 'env list'],
  usage: 'APP [--json]',
  summary: 'Shows the environment of an app',
  on: 'app',
  role: 'deploy',
  options: JSON_OPTION,
  async run({ actor, rack, app, print }, args) {
    noMoreWords(env, args);
    const values = rack.environment.get(app, actor);
    if (args.options.json) return print(`${JSON.stringify(values, null, 2)}\n`);
    const names = Object.keys(values).sort();
    await print(names.map((name) => `${name}=${shown(values[name] as string)}\n`).join(''));
  },
};

export const envGet: Command = {
  name: 'env get',
  aliases: ['config get'],
  usage: 'APP NAME',
  summary: 'Prints one value, bare',
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, print }, args) {
    const name = takeWord(envGet, args, 'which variable');
    noMoreWords(envGet, args);
    const value = rack.environment.get(app, actor)[name];
    if (value === undefined) throw usageFailure(envGet, `${name} is not set.`);
    await print(`${value}\n`);
  },
};

export const envSet: Command = {
  name: 'env set',
  aliases: ['config set'],
  usage: 'APP NAME=VALUE… [NAME=-]',
  summary: 'Sets variables and deploys a release with them',
  details: ['', '  NAME=-   takes the value from standard input, with newlines, quotes and all'],
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    if (args.words.length === 0) throw usageFailure(envSet, 'Say which variables.');
    const values = await valuesOf(args.words, context);
    told(context, await context.rack.environment.set(context.app, values, request(context)));
  },
};

export const envUnset: Command = {
  name: 'env unset',
  aliases: ['config unset'],
  usage: 'APP NAME…',
  summary: 'Takes variables away and deploys a release without them',
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    if (args.words.length === 0) throw usageFailure(envUnset, 'Say which variables.');
    told(context, await context.rack.environment.unset(context.app, args.words, request(context)));
  },
};

// Private

/** Bytes of a value; Linux gives a process no more in one variable. */
const MOST_INPUT = 128 * 1024;

/** One line a variable: values that a line cannot hold are shown quoted. */
const shown = (value: string) => (/[\n\r]/.test(value) ? JSON.stringify(value) : value);

function request({ actor, signal, tell }: CommandContext) {
  return { actor, signal, output: outputTo((line) => void tell(`${line}\n`)) };
}

function told({ tell, app }: CommandContext & { app: string }, release: unknown): void {
  if (!release) void tell(`Set for the first release of ${app}: git push rack main\n`);
}

async function valuesOf(pairs: readonly string[], { stdin }: CommandContext): Promise<Record<string, string>> {
  const split = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw usageFailure(envSet, `"${pair}" is no NAME=VALUE.`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  const fromStdin = split.filter(([, value]) => value === '-');
  if (fromStdin.length > 1) throw usageFailure(envSet, 'Only one value can come from standard input.');
  const input = fromStdin.length === 1 ? (await inputText(stdin, MOST_INPUT)).replace(/\n$/, '') : '';
  return Object.fromEntries(split.map(([name, value]) => [name, value === '-' ? input : value]));
}
