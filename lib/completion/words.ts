/** A command, as far as shells complete it. */
export interface Completable {
  /** One or two words: `apps`, `keys add`. */
  name: string;
  /** `--json` */
  options: readonly string[];
}

/** What is completed: a program's own words, or the words that are said to some hosts by ssh. */
export interface Completed {
  commands: readonly Completable[];
  /** `rack`; undefined: `ssh`. */
  program?: string;
  /** The names by which ssh knows the rack; it is asked for what only it knows, such as the names of apps. */
  hosts?: readonly string[];
}

/** The first words of all commands, each once. */
export function firstWords(commands: readonly Completable[]): string[] {
  return unique(commands.map(({ name }) => name.split(' ')[0] as string));
}

/** First word → the second words of the commands that begin so. */
export function secondWords(commands: readonly Completable[]): Map<string, string[]> {
  const second = new Map<string, string[]>();
  for (const { name } of commands) {
    const [first = '', next] = name.split(' ');
    if (next !== undefined) second.set(first, [...(second.get(first) ?? []), next]);
  }
  return second;
}

/** Options of ssh that a value follows, by the OpenSSH manual: the next word is no host. */
export const SSH_VALUES = '-[BbcDEeFIiJLlmOoPpQRSWw]';

// Private

const unique = (words: readonly string[]) => [...new Set(words)];
