import { shellWord } from '../../lib/shell-word.ts';
import type { OneOffCommand, Terminal } from './attachments.ts';

/** What a container runs for a command: words as they are, a line by its shell. */
export function argumentsOf(command: OneOffCommand): readonly string[] {
  return typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
}

/** A command as people write it, for the audit log. */
export function shown(command: OneOffCommand): string {
  return typeof command === 'string' ? command : command.map(shellWord).join(' ');
}

/**
 * The command, begun when its terminal has its size: Docker makes terminals without one, and tells it a moment later. Of an
 * image that has no `stty` it begins at once.
 */
export function sized(command: readonly string[], terminal: Terminal | undefined): readonly string[] {
  if (!terminal?.width || !terminal.height) return command;
  return ['/bin/sh', '-c', WAIT_FOR_SIZE, 'run', ...command];
}

// Private

const WAIT_FOR_SIZE =
  'i=0; while [ $i -lt 200 ] && [ "$(stty size 2>/dev/null)" = "0 0" ]; do i=$((i+1)); done; unset i; exec "$@"';
