import type { ParseArgsConfig } from 'node:util';
import type { Home } from './home.ts';

/** What a command is given: its parsed options, the rack's home, and where to write. */
export interface Context {
  home: Home;
  env: NodeJS.ProcessEnv;
  options: Record<string, string | boolean | string[] | undefined>;
  /** The words that are no options: at most those that the command's `words` name. */
  words: string[];
  out: Out;
}

export interface Out {
  /** A result or a line of progress, on standard output. */
  line(text: string): void;
}

/** One command of `rack`: all that help, parsing and running need to know about it. */
export interface Command {
  name: string;
  /** One line for `rack help`. */
  summary: string;
  /** What comes after the name: `[--json]`. */
  usage: string;
  /** The text of `rack help <name>` below the usage line. */
  help: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** The names of words that it takes besides options: `['NAME']`. */
  words?: string[];
  /** Does it; the exit code is 0 unless it answers another one. */
  run(context: Context): Promise<number | undefined>;
}
