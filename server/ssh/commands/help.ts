import { type Command, type CommandContext, findCommand, helpOf } from '../command.ts';

/** `help`; asks for the commands late, because it is one of them. */
export function help(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    usage: '[COMMAND]',
    summary: 'Lists the commands, or explains one',
    on: 'rack',
    role: 'read',
    async run({ print }, { words }) {
      if (words.length === 0) return print(overview(commands()));
      const [command] = findCommand(commands(), words);
      await print(helpOf(command));
    },
  };
}

/** What a developer meets who asks for a shell. */
export function greeting({ actor, rack }: CommandContext): string {
  const { name, role } = actor.developer;
  return [
    `Hello ${name}, this is the rack ${rack.name}. You may use it as ${role}.`,
    '',
    'Deploy an app:      git remote add rack rack:my-app && git push rack main',
    'Read its log:       ssh rack logs my-app -f',
    'See all commands:   ssh rack help',
    '',
  ].join('\n');
}

// Private

function overview(commands: readonly Command[]): string {
  const lines = commands.map(({ name, usage, summary }) => [`${name} ${usage}`.trim(), summary] as const);
  const width = Math.max(...lines.map(([usage]) => (usage.length <= WIDEST ? usage.length : 0)));
  const rows = lines.map(([usage, summary]) =>
    usage.length <= WIDEST ? `  ${usage.padEnd(width)}  ${summary}` : `  ${usage}\n  ${' '.repeat(width)}  ${summary}`,
  );
  return `ssh rack COMMAND\n\n${rows.join('\n')}\n\nMore about one: ssh rack help COMMAND\n`;
}

/** Usages longer than this get a line of their own. */
const WIDEST = 40;
