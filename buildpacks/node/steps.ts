import { FOLDER } from '../dockerfile.ts';
import type { Step } from '../plan.ts';
import { hasInstallScript, installInputs } from './install-inputs.ts';
import { type Commands, NPM_CACHE } from './managers/commands.ts';
import type { Project } from './project.ts';

export interface BuildOptions {
  commands: Commands;
  /** Folders in /app that the build can use again in the next one. */
  buildCaches: readonly string[];
  /** Whether the packages are in the image that runs, and so without those for development. */
  areServed: boolean;
  /** Whether there is anything to install. */
  isInstalled: boolean;
}

/** Variables by which Heroku's users keep development dependencies: all of them count, whatever the manager. */
const KEEPS: readonly (readonly [name: string, value: string])[] = [
  ['NPM_CONFIG_PRODUCTION', 'false'],
  ['YARN_PRODUCTION', 'false'],
  ['YARN2_SKIP_PRUNING', 'true'],
  ['PNPM_SKIP_PRUNING', 'true'],
];

/** The steps of a build, in Heroku's order: before the install, install, build, prune, clean up. */
export function stepsOf(project: Project, options: BuildOptions): Step[] {
  const { commands, buildCaches } = options;
  const lines = linesOf(project, options);
  const isLate = lines.build.length + lines.after.length > 0;
  const caches = [commands.cache];
  const steps: Step[] = [
    { needs: 'everything', run: lines.before, caches },
    { needs: installInputs(project), run: [...lines.install, ...(isLate ? [] : lines.prune)], caches },
    { needs: [], run: lines.build.length > 0 ? buildCaches.map((folder) => `mkdir -p ${folder}`) : [], caches: [] },
    { needs: 'everything', run: lines.build, caches: [...caches, ...buildCaches.map(inFolder)] },
    { needs: 'everything', run: isLate ? [...lines.prune, ...lines.after] : [], caches },
  ];
  const works = steps.filter(({ run }) => run.length > 0);
  return works.length > 0 && commands.setup ? [setup(commands.setup), ...works] : works;
}

// Private

type Lines = Record<'before' | 'install' | 'build' | 'prune' | 'after', string[]>;

function linesOf(project: Project, { commands, areServed, isInstalled }: BuildOptions): Lines {
  const scripts = project.manifest.scripts ?? {};
  const script = (...names: string[]) =>
    names
      .filter((name) => scripts[name])
      .slice(0, 1)
      .map(commands.script);
  const before = script('heroku-prebuild');
  const build = script('heroku-postbuild', 'build');
  const after = script('heroku-cleanup');
  const usesTools = before.length + build.length + after.length > 0 || hasInstallScript(project.manifest);
  const install = usesTools || keepsDevelopment(project) ? commands.all : commands.production;
  const isPruned = areServed && usesTools && isInstalled && commands.prune && hasToPrune(project);
  return { before, install: isInstalled ? [install] : [], build, prune: isPruned ? [commands.prune!] : [], after };
}

function setup(line: string): Step {
  return { needs: [], run: [line], caches: [NPM_CACHE] };
}

function inFolder(folder: string): string {
  return `${FOLDER}/${folder}`;
}

function hasToPrune(project: Project): boolean {
  const { manifest, workspaces } = project;
  const hasAny = [manifest, ...workspaces.map((each) => each.manifest)].some(
    ({ devDependencies }) => Object.keys(devDependencies ?? {}).length > 0,
  );
  return hasAny && !keepsDevelopment(project);
}

/** As on Heroku, an environment that is not production keeps them too. */
function keepsDevelopment({ env }: Project): boolean {
  const isOther = env.NODE_ENV !== undefined && env.NODE_ENV !== 'production';
  return isOther || KEEPS.some(([name, value]) => env[name] === value);
}
