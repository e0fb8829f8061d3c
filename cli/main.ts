import { parseArgs } from 'node:util';
import { Failure, messageOf } from '../lib/failure.ts';
import { nearest } from '../lib/nearest.ts';
import type { Command, Context } from './command.ts';
import { aliases, commands } from './commands/list.ts';
import { helpOf, overview } from './help.ts';
import { openHome } from './home.ts';

/** By the codes of failures; 130 is what shells answer for Ctrl-C. */
const EXIT_CODES: Record<string, number> = { bad_usage: 2, interrupted: 130 };

// Whoever reads this may have enough of it, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main(process.argv.slice(2));
// What a command that was interrupted has asked for may never be answered.
if (process.exitCode === EXIT_CODES.interrupted) process.exit();

// Private

/** Runs the command that the arguments name; its exit code. The one place that prints errors. */
async function main(argv: string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    report(error);
    return EXIT_CODES[(error as Failure).code] ?? 1;
  }
}

async function dispatch([name = 'help', ...args]: string[]): Promise<number> {
  if (['help', '--help', '-h'].includes(name)) return await help(args[0]);
  const command = await find(name);
  if (args.includes('--help') || args.includes('-h')) return await help(name);
  const out = { line };
  const { env } = process;
  return (await command.run({ home: openHome(env), env, ...parse(command, args), out })) ?? 0;
}

async function help(name: string | undefined): Promise<number> {
  const all = () => Promise.all(Object.values(commands).map((load) => load()));
  line(name === undefined ? overview(await all()) : helpOf(await find(name)));
  return 0;
}

async function find(word: string): Promise<Command> {
  const name = Object.hasOwn(aliases, word) ? aliases[word]! : word;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return load();
  const near = nearest(name, Object.keys(commands));
  throw new Failure('bad_usage', `"${name}" is no command of rack.`, {
    hint: near ? `Did you mean: rack ${near}` : 'See: rack help',
  });
}

function parse(command: Command, args: string[]): Pick<Context, 'options' | 'words'> {
  const { options, words = [] } = command;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: words.length > 0, strict: true });
    if (positionals.length > words.length) throw new Error(`Unexpected argument '${positionals[words.length]}'.`);
    return { options: values as Context['options'], words: positionals };
  } catch (cause) {
    const hint = `Usage: rack ${command.name} ${command.usage}`.trimEnd();
    throw new Failure('bad_usage', messageOf(cause), { hint, cause });
  }
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

function report(error: unknown): void {
  const isOurs = error instanceof Failure;
  const text = isOurs ? error.message : ((error as Error)?.stack ?? String(error));
  const hint = isOurs && error.hint ? `\n      ${error.hint}` : '';
  process.stderr.write(`rack: ${text}${hint}\n`);
}
