import { shellWord } from '../../../../lib/shell-word.ts';
import type { Value } from '../value.ts';

/** A command as a line of shell: `bin/web -p 3000`, or `[bin/web, -p, "3000"]`. */
export function commandOf(command: Value): string {
  const line =
    command.is === 'list'
      ? command
          .list()
          .map((word) => shellWord(word.text()))
          .join(' ')
      : command.text().trim();
  if (line === '') throw command.bad(`${command.path} is empty.`);
  if (line.includes('\0')) throw command.bad(`${command.path} has a NUL character.`);
  return line;
}
