import type { Command } from './command.ts';

/** The text of `rack help`. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return [
    'rack: a private Platform-as-a-Service. `git push rack main`, and your app is live.',
    '',
    'Usage: rack <command> [options]',
    '',
    ...rows,
    `  ${'help'.padEnd(width)}this text, or \`rack help <command>\``,
    '',
    'RACK_HOME names the folder of the rack (default ~/.rack).',
    'Apps are looked after over ssh: `ssh rack help`.',
  ].join('\n');
}

/** The text of `rack help <command>`. */
export function helpOf({ name, usage, help }: Command): string {
  return `Usage: rack ${name} ${usage}`.trimEnd().concat('\n\n', help);
}
