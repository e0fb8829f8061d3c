import { createInterface } from 'node:readline/promises';
import { Failure } from '../lib/failure.ts';

/** Throws a `Failure` `not_confirmed` unless the name was given, or is typed by the person at the terminal. */
export async function confirmName(name: string, given: string | undefined, ask: Asking): Promise<void> {
  const typed = given ?? (process.stdin.isTTY ? await question(`${ask.question} Type its name to go on: `) : undefined);
  if (typed === name) return;
  const what = typed ? `"${typed}" is not` : 'that needs';
  throw new Failure('not_confirmed', `Nothing was deleted: ${what} the rack's name.`, { hint: ask.hint });
}

/** True when the person at the terminal says yes; nobody there is a `Failure` that names the way to say it beforehand. */
export async function confirmYes(ask: Asking): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new Failure('not_confirmed', `Nothing was changed: ${ask.question}`, { hint: ask.hint });
  return /^y(es)?$/i.test(await question(`${ask.question} [y/N] `));
}

export interface Asking {
  question: string;
  /** How to answer it in a script. */
  hint: string;
}

// Private

/** The terminal sends no signal while a line is read: Ctrl-C and Ctrl-D come to the reader, which would wait for ever. */
async function question(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const stop = new AbortController();
  terminal.once('SIGINT', () => stop.abort()).once('close', () => stop.abort());
  try {
    return (await terminal.question(text, { signal: stop.signal })).trim();
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stdout.write('\n');
    throw new Failure('interrupted', 'Stopped at the question; nothing was changed.');
  } finally {
    terminal.close();
  }
}
