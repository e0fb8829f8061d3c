import { Failure } from '../../../lib/failure.ts';
import { type Command, type CommandContext, findCommand } from '../command.ts';

/** `complete`: what scripts of `completion` ask. It asks for the commands late, because it is one of them. */
export function complete(commands: () => readonly Command[]): Command {
  return {
    name: 'complete',
    usage: '[WORD…]',
    summary: 'Prints what can follow these words, a line each; for the scripts of completion',
    on: 'rack',
    role: 'read',
    async run(context, { words }) {
      const found = await candidates(commands(), words, context);
      await context.print(found.map((each) => `${each}\n`).join(''));
    },
  };
}

// Private

type Kind = (context: CommandContext, app: string) => Promise<readonly string[]> | readonly string[];

/** What stands for a word in the usage of commands → what there is of it. */
const KINDS: Readonly<Record<string, Kind>> = {
  APP: ({ rack, actor }) => rack.apps.list(actor).map(({ name }) => name),
  BUILD: ({ rack, actor }, app) => rack.builds.list(app, actor).map(({ id }) => id),
  RELEASE: ({ rack, actor }, app) => rack.releases.list(app, actor).map(({ version }) => `v${version}`),
  TIMER: ({ rack, actor }, app) => rack.timers.list(app, actor).map(({ name }) => name),
  PROCESS: ({ rack, actor }, app) => Object.keys(rack.apps.find(app, actor).live?.processes ?? {}).sort(),
  COMMAND: () => [],
};

/** Of a command that is not known, or that the developer may not touch, there is nothing to say. */
async function candidates(
  commands: readonly Command[],
  words: readonly string[],
  context: CommandContext,
): Promise<readonly string[]> {
  try {
    const [command, rest] = findCommand(commands, words);
    const said = rest.filter((word) => !word.startsWith('-'));
    const wanted = /[A-Z]+/.exec(positionals(command.usage)[said.length] ?? '')?.[0] ?? '';
    return (await KINDS[wanted]?.(context, said[0] ?? '')) ?? [];
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** The words of a usage that are no options, as `APP [BUILD] [-f] [--since TIME]` has two. */
function positionals(usage: string): string[] {
  return usage
    .replace(/\[-[^\]]*\]/g, '')
    .split(/\s+/)
    .filter((word) => word !== '' && !word.startsWith('-'));
}
