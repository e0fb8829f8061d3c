import type { Readable } from 'node:stream';
import { Failure } from '../../../lib/failure.ts';
import { lines } from '../../../lib/lines.ts';
import type { CommandContext } from '../command.ts';

/** What is asked before something goes for ever. */
export interface Question {
  name: string;
  question: string;
  /** The command, for the hint: `destroy`. */
  command: string;
  /** What was given with `--confirm`; without it, it is asked for. */
  typed: unknown;
}

/** Throws a `Failure` `not_confirmed` unless the name was typed again. */
export async function confirmed(
  { stdin, tell }: CommandContext,
  { name, question, command, typed }: Question,
): Promise<void> {
  if (typed === name) return;
  if (typed === undefined) {
    await tell(`${question}\nType its name: `);
    if ((await firstLine(stdin)).trim() === name) return;
  }
  throw new Failure('not_confirmed', `The name was not typed again; ${name} is as it was.`, {
    hint: `Without a question: ssh rack ${command} ${name} --confirm ${name}`,
  });
}

// Private

async function firstLine(stdin: Readable): Promise<string> {
  for await (const line of lines(stdin)) return line;
  return '';
}
