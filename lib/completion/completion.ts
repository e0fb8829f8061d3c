import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import type { Completed } from './words.ts';
import { zshScript } from './zsh.ts';

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
