import { serve } from '../nginx/serve.ts';
import type { Site } from '../nginx/site.ts';
import type { Language, Plan, Runtime, Surroundings } from '../plan.ts';
import { siteOf } from '../static/site.ts';
import { frameworkOf } from './frameworks.ts';
import { managerOf } from './lockfile.ts';
import { TOOLS } from './managers/commands.ts';
import { commandsOf, packagesOf } from './packages.ts';
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
  const commands = await commandsOf(project, manager);
  const framework = await frameworkOf(project);
  const { site, processes, notes } = startOf(project, framework, commands, program);
  const buildCaches = framework?.caches ?? [];
  const packages = await packagesOf(project, { manager, commands, buildCaches, areServed: site === undefined });
  const pins = await runtimesOf(language, project, manager);
  const resolved = pins.map(async (pin): Promise<Runtime> => ({ ...pin, version: await resolve(pin.name, pin.pin) }));
  const plan: Plan = {
    language,
    title,
    because,
    runtimes: await Promise.all(resolved),
    ...packages,
    env: { NODE_ENV: 'production', NPM_CONFIG_UPDATE_NOTIFIER: 'false', ...framework?.env, ...packages.env },
    path: ['node_modules/.bin', `${TOOLS}/bin`],
    ignored: ['node_modules', '**/node_modules'],
    processes,
    notes: [...packages.notes, ...notes],
  };
  return site === undefined ? plan : served(plan, project, site, { resolve });
}

// Private

/** What was built, and a web server: nothing else is in the image. */
async function served(
  plan: Plan,
  { tree }: Project,
  standard: Partial<Site>,
  surroundings: Pick<Surroundings, 'resolve'>,
): Promise<Plan> {
  const { site, notes } = await siteOf(tree, standard);
  const serving = await serve(site, surroundings);
  return {
    ...plan,
    ...serving,
    runtimes: [...plan.runtimes.map((runtime) => ({ ...runtime, at: 'build' as const })), ...serving.runtimes],
    path: [...plan.path, ...serving.path],
    ...(site.root === '' ? { kept: [], result: 'build' } : { kept: [site.root], result: 'nothing' }),
    notes: [...plan.notes, ...notes],
  };
}
