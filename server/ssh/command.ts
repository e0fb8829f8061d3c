import type { Readable } from 'node:stream';
import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import { Failure, messageOf } from '../../lib/failure.ts';
import { distance } from '../../lib/nearest.ts';
import type { Actor } from '../apps/actor.ts';
import type { AttachIo } from '../apps/attachments.ts';
import type { Rack } from '../apps/rack.ts';
import { requireRole } from '../model/access.ts';
import type { Role } from '../model/developer.ts';

/** What a command may use: who asks, the rack, and the client's streams. */
export interface CommandContext {
  actor: Actor;
  rack: Rack;
  stdin: Readable;
  /** The client's side as it is, for what runs in a container. */
  io: AttachIo;
  /** Results. Resolves at the client's pace. */
  print(text: string): Promise<void>;
  /** Progress and questions. */
  tell(text: string): Promise<void>;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
}

/** The words and options of a command line, after the command's name. */
export interface Arguments {
  words: string[];
  /** What another program is to be told; see `before`. */
  rest: string[];
  options: Record<string, string | boolean | string[] | undefined>;
}

/** What a command exits with; nothing is 0. */
// biome-ignore lint/suspicious/noConfusingVoidType: nearly all commands answer nothing
export type Code = number | void;

/** One command of `ssh rack <command>`: everything about it in one object. */
export type Command = RackCommand | AppCommand;

/** A command about the rack, its developers, or whoever asks. */
export interface RackCommand extends CommandWords {
  on: 'rack';
  run(context: CommandContext, args: Arguments): Promise<Code>;
}

/**
 * A command about one app, which is named by `-a APP` or the first word. `app`: one that is there and that the developer
 * may touch, which is checked before it runs; `new app`: a name under which the developer may make one.
 */
export interface AppCommand extends CommandWords {
  on: 'app' | 'new app';
  run(context: CommandContext & { app: string }, args: Arguments): Promise<Code>;
}

interface CommandWords {
  /** One or two words: `apps`, `keys add`. */
  name: string;
  aliases?: readonly string[];
  /** What follows the name: `APP [-f]`. */
  usage: string;
  summary: string;
  /** Further lines of its help. */
  details?: readonly string[];
  role: Role;
  options?: NonNullable<ParseArgsConfig['options']>;
  /**
   * Of a command that hands the rest of its line to another program: how many words, beside the app's name, come before it. What
   * looks like an option there is the program's.
   */
  before?: number;
}

const APP_OPTION = { app: { type: 'string', short: 'a' } } as const;

/** An option of every listing. */
export const JSON_OPTION = { json: { type: 'boolean' } } as const;

/** Options of every listing that is a table; see `printList`. */
export const LIST_OPTIONS = { ...JSON_OPTION, quiet: { type: 'boolean', short: 'q' } } as const;

/** Finds the command that the words begin with; answers what is left of them. */
export function findCommand(commands: readonly Command[], words: readonly string[]): [Command, string[]] {
  const spoken = (words[0] ?? '').includes(':')
    ? [...(words[0] as string).split(':', 2), ...words.slice(1)]
    : [...words];
  for (const length of [2, 1]) {
    const name = spoken.slice(0, length).join(' ');
    const command =
      spoken.length >= length && commands.find((each) => each.name === name || each.aliases?.includes(name));
    if (command) return [command, spoken.slice(length)];
  }
  throw unknownCommand(commands, words);
}

/** Runs a command with the rest of its line, if the developer may. */
export async function runCommand(command: Command, rest: string[], context: CommandContext): Promise<Code> {
  const [own, program] = split(command, rest);
  const { values, positionals } = parse(command, own);
  if (values.help) return context.print(helpOf(command));
  const args = { words: positionals, options: values, rest: program };
  requireRole(context.actor.developer, command.role, command.name);
  if (command.on === 'rack') return command.run(context, args);
  const app = takeApp(command, args);
  if (command.on === 'app') context.rack.apps.find(app, context.actor);
  else context.rack.apps.checkMayMake(app, context.actor);
  return command.run({ ...context, app }, args);
}

/** The help of one command. */
export function helpOf({ name, usage, summary, details = [], options = {}, aliases }: Command): string {
  const listing = 'quiet' in options ? LIST_DETAILS : [];
  const also = aliases ? [`Also: ${aliases.join(', ')}`] : [];
  return `${[`ssh rack ${`${name} ${usage}`.trim()}`, '', `${summary}.`, ...details, ...listing, ...also].join('\n')}\n`;
}

/** Takes the next word. */
export function takeWord(command: Command, { words }: Arguments, what: string): string {
  const word = words.shift();
  if (word === undefined) throw usageFailure(command, `Say ${what}.`);
  return word;
}

/** Throws when words are left that the command has no use for. */
export function noMoreWords(command: Command, { words }: Arguments): void {
  if (words.length > 0) throw usageFailure(command, `"${words[0]}" is one word too many.`);
}

/** A command used wrongly. */
export function usageFailure({ name, usage }: Command, message: string): Failure {
  return new Failure('bad_usage', message, { hint: `Usage: ssh rack ${`${name} ${usage}`.trim()}` });
}

// Private

const LIST_DETAILS = ['', '  --json       all that is known, for programs', '  -q, --quiet  names alone, for scripts'];

function takeApp(command: AppCommand, { words, options }: Arguments): string {
  const app = (options.app as string | undefined) ?? words.shift();
  if (app === undefined) throw usageFailure(command, 'Say which app.');
  return app;
}

function optionsOf(command: Command): NonNullable<ParseArgsConfig['options']> {
  const appOption = command.on === 'rack' ? {} : APP_OPTION;
  return { ...appOption, ...command.options, help: { type: 'boolean', short: 'h' } };
}

/** The command's own part of its line, and what it hands on: all after its last word, or after `--`. */
function split(command: Command, args: string[]): [own: string[], rest: string[]] {
  if (command.before === undefined) return [args, []];
  const options = Object.entries(optionsOf(command));
  let words = command.before + 1;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === '--') return [args.slice(0, at), args.slice(at + 1)];
    if (!word.startsWith('-') && words === 0) return [args.slice(0, at), args.slice(at)];
    if (!word.startsWith('-')) words -= 1;
    const option = options.find(([name, { short }]) => word === `--${name}` || word === `-${short}`);
    if (option?.[1].type === 'string') at += 1;
    if (/^(-a|--app(=|$))/.test(word)) words -= 1;
  }
  return [args, []];
}

function parse(command: Command, args: string[]) {
  const options = optionsOf(command);
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values: values as Arguments['options'], positionals };
  } catch (error) {
    throw usageFailure(command, `${messageOf(error).split('. ')[0]?.replace(/\.$/, '')}.`);
  }
}

function unknownCommand(commands: readonly Command[], words: readonly string[]): Failure {
  // A line may have thousands of letters; what is near to a name has few.
  const [first = '', spoken = ''] = [words[0], words.slice(0, 2).join(' ')].map((text) => text?.slice(0, 40));
  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const near = names
    .map((name) => ({ name, distance: Math.min(distance(name, spoken), distance(name, first)) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const hint = near && near.distance <= 2 ? `Did you mean ${near.name}? ` : '';
  return new Failure('unknown_command', `There is no command "${words[0]}".`, {
    hint: `${hint}All commands: ssh rack help`,
  });
}
