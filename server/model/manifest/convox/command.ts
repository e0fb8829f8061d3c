import type { Value } from '../value.ts';

/** A command as a line of shell: `bin/web -p 3000`, or `[bin/web, -p, "3000"]`. */
export function commandOf(command: Value): string {
  const line =
    command.is === 'list'
      ? command
          .list()
          .map((word) => quoted(word.text()))
          .join(' ')
      : command.text().trim();
  if (line === '') throw command.bad(`${command.path} is empty.`);
  if (line.includes('\0')) throw command.bad(`${command.path} has a NUL character.`);
  return line;
}

// Private

/** A word as the shell takes it for itself. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
