import type { Language, Plan, Runtime, Surroundings } from '../plan.ts';
import { frameworkOf } from './frameworks.ts';
import { managerOf } from './lockfile.ts';
import { TOOLS } from './managers/commands.ts';
import { packagesOf } from './packages.ts';
import type { Project } from './project.ts';
import { runtimesOf } from './runtimes.ts';
import { type Program, startOf } from './start.ts';

/** One of the languages that live by a package.json. */
export interface Dialect {
  language: Extract<Language, 'node' | 'bun'>;
  title: string;
  program: Program;
}

/** The plan of an app with a package.json, for Node.js or Bun. */
export async function planOf(
  { language, title, program }: Dialect,
  project: Project,
  because: string,
  { resolve }: Pick<Surroundings, 'resolve'>,
): Promise<Plan> {
  const manager = managerOf(project);
  const { commands, ...packages } = await packagesOf(project, manager, frameworkOf(project)?.caches ?? []);
  const pins = await runtimesOf(language, project, manager);
  const resolved = pins.map(async (pin): Promise<Runtime> => ({ ...pin, version: await resolve(pin.name, pin.pin) }));
  const { processes, notes } = startOf(project, commands, program);
  return {
    language,
    title,
    because,
    runtimes: await Promise.all(resolved),
    ...packages,
    env: { NODE_ENV: 'production', NPM_CONFIG_UPDATE_NOTIFIER: 'false', ...packages.env },
    path: ['node_modules/.bin', `${TOOLS}/bin`],
    ignored: ['node_modules', '**/node_modules'],
    processes,
    notes: [...packages.notes, ...notes],
  };
}
