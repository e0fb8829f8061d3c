import { bunPin } from '../bun/version.ts';
import type { Runtime } from '../plan.ts';
import type { Manager } from './lockfile.ts';
import type { Project } from './project.ts';
import { askedNode, nodePin } from './version.ts';

type Needed = Omit<Runtime, 'version'>;

/**
 * The programs of an app: Node.js for Node.js apps, with Bun in the build where that installs the packages; Bun for Bun
 * apps, with Node.js beside it where something asks for it.
 */
export async function runtimesOf(language: 'node' | 'bun', project: Project, manager: Manager): Promise<Needed[]> {
  const bun = async (at: Runtime['at']): Promise<Needed> => ({
    name: 'bun',
    title: 'Bun',
    pin: await bunPin(project),
    at,
  });
  const node = async (): Promise<Needed> => ({
    name: 'node',
    title: 'Node.js',
    pin: await nodePin(project.tree, project.manifest, project.env),
    at: 'build and run',
  });
  if (language === 'node') return manager.name === 'bun' ? [await node(), await bun('build')] : [await node()];
  return (await needsNode(project, manager))
    ? [await bun('build and run'), await node()]
    : [await bun('build and run')];
}

/** Whether a command line calls Bun first: `bun run server.ts`, `NODE_ENV=production bunx next`. */
export function callsBun(command: string): boolean {
  return /^\s*(\w+=\S*\s+)*(exec\s+)?bunx?(\s|$)/.test(command);
}

/** The command lines of a Procfile. */
export function procfileCommands(procfile: string): string[] {
  return procfile.split('\n').flatMap((line) => /^\s*[\w-]+:\s*(\S.*)$/.exec(line)?.[1] ?? []);
}

// Private

/** npm, yarn and pnpm run on Node.js, and so do most commands of packages; what begins with `bun` does not. */
async function needsNode({ tree, manifest, procfile, env }: Project, manager: Manager): Promise<boolean> {
  if (manager.name !== 'bun' || (await askedNode(tree, manifest, env))) return true;
  const { start, build } = manifest.scripts ?? {};
  const commands = [...procfileCommands(procfile), ...[start, build].filter((each) => each !== undefined)];
  return commands.flatMap((command) => command.split(/&&|\|\||;/)).some((command) => !callsBun(command));
}
