import type { Plan, Step } from '../plan.ts';
import { hasInstallScript, installInputs } from './install-inputs.ts';
import type { Manager, ManagerName } from './lockfile.ts';
import { bun } from './managers/bun.ts';
import { type Commands, type CommandsOf, NPM_CACHE, TOOLS } from './managers/commands.ts';
import { npm } from './managers/npm.ts';
import { pnpm } from './managers/pnpm.ts';
import { yarn } from './managers/yarn.ts';
import { compilers } from './native.ts';
import { missingTokens } from './npmrc.ts';
import type { Project } from './project.ts';

/** How an app's packages are installed and the app is built. */
export interface Packages extends Pick<Plan, 'steps' | 'kept' | 'result' | 'notes' | 'dropped' | 'env' | 'packages'> {
  commands: Commands;
}

const MANAGERS: Readonly<Record<ManagerName, CommandsOf>> = { npm, yarn, pnpm, bun };

/** Variables by which Heroku's users keep development dependencies: all of them count, whatever the manager. */
const KEEPS: readonly (readonly [name: string, value: string])[] = [
  ['NPM_CONFIG_PRODUCTION', 'false'],
  ['YARN_PRODUCTION', 'false'],
  ['YARN2_SKIP_PRUNING', 'true'],
  ['PNPM_SKIP_PRUNING', 'true'],
];

/** How an app's packages are installed and built: the manager, the build scripts, what is pruned. */
export async function packagesOf(
  project: Project,
  manager: Manager,
  buildCaches: readonly string[],
): Promise<Packages> {
  const commands = await MANAGERS[manager.name](project, manager);
  const isInstalled = needsInstall(project, manager);
  const steps = stepsOf(project, commands, isInstalled, buildCaches);
  const compiled = isInstalled ? await compilers(project, manager.lockfile) : [];
  const readsAll = steps.some(({ needs }) => needs === 'everything');
  const isLeft = isInstalled && (commands.leavesFiles || project.workspaces.length > 0);
  return {
    commands,
    steps: compiled.length > 0 ? steps.map(withHeaders) : steps,
    kept: isInstalled ? [...(commands.setup ? [TOOLS] : []), ...commands.modules] : [],
    result: readsAll || isLeft ? 'build' : 'tree',
    dropped: commands.dropped ?? [],
    env: commands.env ?? {},
    packages: { build: compiled, run: [] },
    notes: isInstalled ? [...manager.notes, ...(commands.notes ?? []), ...(await missingTokens(project))] : [],
  };
}

// Private

function stepsOf(project: Project, commands: Commands, isInstalled: boolean, buildCaches: readonly string[]): Step[] {
  const scripts = project.manifest.scripts ?? {};
  const build = ['heroku-postbuild', 'build'].find((name) => scripts[name]);
  const before = scripts['heroku-prebuild'] ? [commands.script('heroku-prebuild')] : [];
  const after = scripts['heroku-cleanup'] ? [commands.script('heroku-cleanup')] : [];
  const needsDevelopment =
    build !== undefined || before.length + after.length > 0 || hasInstallScript(project.manifest);
  const prune = isInstalled && needsDevelopment && commands.prune && isPruned(project) ? [commands.prune] : [];
  const install = isInstalled
    ? [needsDevelopment || keepsDevelopment(project) ? commands.all : commands.production]
    : [];
  const compile = build === undefined ? [] : [commands.script(build)];
  const late = compile.length + after.length > 0;
  const caches = [commands.cache];
  const all: Step[] = [
    { needs: [], run: commands.setup ? [commands.setup] : [], caches: [NPM_CACHE] },
    { needs: 'everything', run: before, caches },
    { needs: installInputs(project), run: [...install, ...(late ? [] : prune)], caches },
    { needs: [], run: compile.length > 0 ? buildCaches.map((folder) => `mkdir -p ${folder}`) : [], caches: [] },
    { needs: 'everything', run: compile, caches: [...caches, ...buildCaches.map((folder) => `/app/${folder}`)] },
    { needs: 'everything', run: late ? [...prune, ...after] : [], caches },
  ];
  const works = all.slice(1).some(({ run }) => run.length > 0);
  return works ? all.filter(({ run }) => run.length > 0) : [];
}

/** An app without any package installs nothing: its build is one copy. */
function needsInstall({ manifest, workspaces }: Project, { name, lockfile }: Manager): boolean {
  const { dependencies, optionalDependencies, devDependencies, scripts } = manifest;
  const builds = scripts?.build !== undefined || scripts?.['heroku-postbuild'] !== undefined;
  const counted = [dependencies, optionalDependencies, builds ? devDependencies : undefined];
  const hasOwn = counted.some((each) => Object.keys(each ?? {}).length > 0);
  const isForeign = name !== 'npm' && lockfile !== undefined;
  return hasOwn || isForeign || workspaces.length > 0 || hasInstallScript(manifest);
}

function isPruned(project: Project): boolean {
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

/** node-gyp compiles with the headers that the image has, and need not fetch them. */
function withHeaders(step: Step): Step {
  return { ...step, run: step.run.map((line) => `export npm_config_nodedir=/usr/local; ${line}`) };
}
