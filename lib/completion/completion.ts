import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

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

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** The script that completes the words in a shell. */
export function completionScript(shell: Shell, completed: Completed): string {
  return SCRIPTS[shell](completed);
}

// Private

const SCRIPTS: Record<Shell, (completed: Completed) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
