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
 * A command as the shell of its container begins it, which says so itself where there is no such program; at a terminal not
 * before that has its size: Docker makes terminals without one, and tells it a moment later.
 */
export function begun(command: readonly string[], terminal: Terminal | undefined): readonly string[] {
  const isSized = terminal !== undefined && terminal.width > 0 && terminal.height > 0;
  return ['/bin/sh', '-c', `${isSized ? WAIT_FOR_SIZE : ''}exec "$@"`, 'run', ...command];
}

/** A command beside a copy's own: words as they are, for there may be no shell; a line waits for its terminal as `begun` says. */
export function inRunning(command: OneOffCommand, terminal: Terminal | undefined): readonly string[] {
  return typeof command === 'string' ? begun(argumentsOf(command), terminal) : command;
}

// Private

/** Without `stty` it waits for nothing. */
const WAIT_FOR_SIZE =
  'i=0; while [ $i -lt 200 ] && [ "$(stty size 2>/dev/null)" = "0 0" ]; do i=$((i+1)); done; unset i; ';
