import { outputTo } from '../../deploy/output.ts';
import { dotenvOf, parseDotenv } from '../../model/dotenv.ts';
import { textOf } from '../../model/environment.ts';
import { type Command, type CommandContext, JSON_OPTION, noMoreWords, takeWord, usageFailure } from '../command.ts';
import { inputBytes } from '../input.ts';

export const env: Command = {
  name: 'env',
  aliases: ['config', 'env list'],
  usage: 'APP [--shell | --json]',
  summary: 'Shows the environment of an app',
  details: ['', '  --shell  as lines that a shell can eval, and that  env import  reads'],
  on: 'app',
  role: 'deploy',
  options: { ...JSON_OPTION, shell: { type: 'boolean' } },
  async run({ actor, rack, app, print }, args) {
    noMoreWords(env, args);
    const values = rack.environment.get(app, actor);
    if (args.options.json) return print(`${JSON.stringify(values, null, 2)}\n`);
    if (args.options.shell) return print(dotenvOf(values));
    const names = Object.keys(values).sort();
    await print(names.map((name) => `${name}=${shown(values[name] as string)}\n`).join(''));
  },
};

export const envGet: Command = {
  name: 'env get',
  aliases: ['config get'],
  usage: 'APP NAME',
  summary: 'Prints one value, byte for byte',
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, print, tell }, args) {
    const name = takeWord(envGet, args, 'which variable');
    noMoreWords(envGet, args);
    const value = rack.environment.get(app, actor)[name];
    if (value === undefined) throw usageFailure(envGet, `${name} is not set.`);
    await print(value);
    // A terminal shows both; what is piped stays the value alone.
    if (!value.endsWith('\n')) await tell('\n');
  },
};

export const envSet: Command = {
  name: 'env set',
  aliases: ['config set'],
  usage: 'APP NAME=VALUE… [NAME=-]',
  summary: 'Sets variables and deploys a release with them',
  details: [
    '',
    '  NAME=-   takes the value from standard input, byte for byte: printf %s "$KEY" | ssh rack env set APP KEY=-',
  ],
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    if (args.words.length === 0) throw usageFailure(envSet, 'Say which variables.');
    await context.rack.environment.set(context.app, await valuesOf(args.words, context), request(context));
  },
};

export const envImport: Command = {
  name: 'env import',
  aliases: ['config import'],
  usage: 'APP [--json] [--replace] < FILE',
  summary: 'Sets the variables of a .env file and deploys a release with them',
  details: [
    '',
    '  --json     the file is an object of JSON',
    '  --replace  takes all others away',
    '',
    '  ssh rack env import my-app < .env',
    '  ssh rack env old-app --shell | ssh rack env import my-app',
  ],
  on: 'app',
  role: 'deploy',
  options: { ...JSON_OPTION, replace: { type: 'boolean' } },
  async run(context, args) {
    noMoreWords(envImport, args);
    const text = textOf('standard input', await inputBytes(context.stdin, MOST_INPUT));
    const values = args.options.json ? parseJson(text) : parseDotenv(text);
    if (args.options.replace && Object.keys(values).length === 0)
      throw usageFailure(envImport, 'Standard input names no variable, and all would be taken away.');
    const { environment } = context.rack;
    if (args.options.replace) await environment.replace(context.app, values, request(context));
    else await environment.set(context.app, values, request(context));
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
    await context.rack.environment.unset(context.app, args.words, request(context));
  },
};

// Private

/** Bytes of standard input; Secrets Manager holds half of it. */
const MOST_INPUT = 128 * 1024;

/** One line a variable: values that a line cannot hold are shown quoted. */
const shown = (value: string) => (/[\n\r]/.test(value) ? JSON.stringify(value) : value);

function request({ actor, signal, tell }: CommandContext) {
  return { actor, signal, output: outputTo((line) => void tell(`${line}\n`)) };
}

async function valuesOf(pairs: readonly string[], { stdin, tell }: CommandContext): Promise<Record<string, string>> {
  const split = pairs.map(pairOf);
  const [piped, ...others] = split.filter(([, value]) => value === '-').map(([name]) => name);
  if (others.length > 0) throw usageFailure(envSet, 'Only one value can come from standard input.');
  if (piped === undefined) return Object.fromEntries(split);
  const input = textOf(piped, await inputBytes(stdin, MOST_INPUT));
  if (/[^\n]\n$/.test(input)) await tell(`${piped} ends in a line break, as standard input does\n`);
  return Object.fromEntries(split.map(([name, value]) => [name, value === '-' ? input : value]));
}

function pairOf(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=');
  if (at < 1) throw usageFailure(envSet, `"${pair}" is no NAME=VALUE.`);
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  // The command line was read as UTF-8, and this stands where it was none.
  if (value.includes('\uFFFD'))
    throw usageFailure(envSet, `The value of ${name} is no UTF-8. Give it as ${name}=-, on standard input.`);
  return [name, value];
}

function parseJson(text: string): Record<string, string> {
  const values = jsonOf(text);
  const isGood = typeof values === 'object' && values !== null && !Array.isArray(values);
  if (isGood && Object.values(values).every((value) => typeof value === 'string'))
    return values as Record<string, string>;
  throw usageFailure(envImport, 'Standard input is no object of JSON whose values are texts.');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
