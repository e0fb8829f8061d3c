import type { Plan, Step } from '../plan.ts';
import { hasInstallScript } from './install-inputs.ts';
import type { Manager, ManagerName } from './lockfile.ts';
import { bun } from './managers/bun.ts';
import { type Commands, type CommandsOf, TOOLS } from './managers/commands.ts';
import { npm } from './managers/npm.ts';
import { pnpm } from './managers/pnpm.ts';
import { yarn } from './managers/yarn.ts';
import { compilers } from './native.ts';
import { missingTokens } from './npmrc.ts';
import type { Project } from './project.ts';
import { type BuildOptions, stepsOf } from './steps.ts';

/** How an app's packages are installed and the app is built. */
export type Packages = Pick<Plan, 'steps' | 'kept' | 'result' | 'notes' | 'dropped' | 'env' | 'packages'>;

export interface PackagesOptions extends Omit<BuildOptions, 'isInstalled'> {
  manager: Manager;
}

const MANAGERS: Readonly<Record<ManagerName, CommandsOf>> = { npm, yarn, pnpm, bun };

/** What the app's package manager runs. */
export async function commandsOf(project: Project, manager: Manager): Promise<Commands> {
  return MANAGERS[manager.name](project, manager);
}

/** How an app's packages are installed and built: what an install reads, the build scripts, what is pruned. */
export async function packagesOf(project: Project, options: PackagesOptions): Promise<Packages> {
  const { manager, commands } = options;
  const isInstalled = needsInstall(project, manager);
  const steps = stepsOf(project, { ...options, isInstalled });
  const compiled = isInstalled ? await compilers(project, manager.lockfile) : [];
  const readsAll = steps.some(({ needs }) => needs === 'everything');
  const isLeft = isInstalled && (commands.leavesFiles || project.workspaces.length > 0);
  return {
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

/** An app without any package installs nothing: its build is one copy. */
function needsInstall({ manifest, workspaces }: Project, { name, lockfile }: Manager): boolean {
  const { dependencies, optionalDependencies, devDependencies, scripts } = manifest;
  const builds = scripts?.build !== undefined || scripts?.['heroku-postbuild'] !== undefined;
  const counted = [dependencies, optionalDependencies, builds ? devDependencies : undefined];
  const hasOwn = counted.some((each) => Object.keys(each ?? {}).length > 0);
  const isForeign = name !== 'npm' && lockfile !== undefined;
  return hasOwn || isForeign || workspaces.length > 0 || hasInstallScript(manifest);
}

/** node-gyp compiles with the headers that the image has, and need not fetch them. */
function withHeaders(step: Step): Step {
  return { ...step, run: step.run.map((line) => `export npm_config_nodedir=/usr/local; ${line}`) };
}
