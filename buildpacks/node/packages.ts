import { HOME } from '../dockerfile.ts';
import type { Plan, Step, Tree } from '../plan.ts';
import type { PackageJson } from './package-json.ts';

type Packages = Pick<Plan, 'steps' | 'kept' | 'result' | 'notes'>;

/** What a package manager runs: everything with the development dependencies, or only what production needs. */
interface Commands {
  /** Puts the package manager itself in place. */
  setup: string[];
  all: string;
  production: string;
  prune: string;
  script: (name: string) => string;
  cache: string;
  note?: string;
}

/** Files that an install reads, where they are there. */
const MANIFESTS = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', '.npmrc', '.yarnrc', '.yarnrc.yml']; // biome-ignore format: one glance

/** How an app's packages are installed and built, by the lockfile that it has. */
export async function packageManager(tree: Tree, files: ReadonlySet<string>, manifest: PackageJson): Promise<Packages> {
  const build = ['heroku-postbuild', 'build'].find((name) => manifest.scripts?.[name]);
  const commands = await commandsFor(tree, files, manifest);
  const caches = [commands.cache];
  const isInstalled = needsInstall(manifest, build !== undefined);
  const install: Step = {
    needs: readsSources(manifest, files) ? 'everything' : MANIFESTS.filter((file) => files.has(file)),
    run: [...commands.setup, build === undefined ? commands.production : commands.all],
    caches,
  };
  const run = build === undefined ? [] : [commands.script(build), ...(isInstalled ? [commands.prune] : [])];
  const compile: Step[] = run.length > 0 ? [{ needs: 'everything', run, caches }] : [];
  return {
    steps: [...(isInstalled ? [install] : []), ...compile],
    kept: isInstalled ? ['node_modules'] : [],
    result: compile.length > 0 || (isInstalled && install.needs === 'everything') ? 'build' : 'tree',
    notes: isInstalled && commands.note ? [commands.note] : [],
  };
}

// Private

async function commandsFor(tree: Tree, files: ReadonlySet<string>, manifest: PackageJson): Promise<Commands> {
  const [named, version] = (manifest.packageManager ?? '').split(/[@+]/);
  if (files.has('pnpm-lock.yaml')) return pnpm(named === 'pnpm' ? version : await pnpmOf(tree));
  if (files.has('yarn.lock')) return yarn(named === 'yarn' ? version : await yarnOf(tree, files));
  return npm(files.has('package-lock.json') || files.has('npm-shrinkwrap.json'));
}

function npm(locked: boolean): Commands {
  const install = locked ? 'npm ci --no-audit --no-fund' : 'npm install --no-package-lock --no-audit --no-fund';
  return {
    setup: [],
    all: `${install} --include=dev`,
    production: `${install} --omit=dev`,
    prune: 'npm prune --omit=dev --no-audit --no-fund',
    script: (name) => `npm run ${name}`,
    cache: `${HOME}/.npm`,
    ...(!locked && { note: 'There is no lockfile, so each build may get other versions: commit package-lock.json.' }),
  };
}

function pnpm(version = '10'): Commands {
  const install = 'pnpm install --frozen-lockfile --config.store-dir=${HOME}/.pnpm-store';
  return {
    setup: [globally(`pnpm@${version}`)],
    all: `${install} --prod=false`,
    production: `${install} --prod`,
    prune: 'CI=true pnpm prune --prod',
    script: (name) => `pnpm run ${name}`,
    cache: `${HOME}/.pnpm-store`,
  };
}

function yarn(version = '1'): Commands {
  const isClassic = version.startsWith('1');
  const install = isClassic ? 'yarn install --frozen-lockfile --non-interactive' : 'yarn install --immutable';
  const production = 'yarn workspaces focus --all --production';
  return {
    setup: [globally(isClassic ? `yarn@${version}` : `@yarnpkg/cli-dist@${version}`)],
    all: isClassic ? `${install} --production=false` : install,
    production: isClassic ? `${install} --production` : production,
    prune: isClassic ? `${install} --production --ignore-scripts --prefer-offline` : production,
    script: (name) => `yarn run ${name}`,
    cache: isClassic ? `${HOME}/.cache/yarn` : `${HOME}/.yarn/berry/cache`,
  };
}

/** The image's own folders belong to root; what the build adds for itself lies in the user's home. */
function globally(what: string): string {
  return `npm install --global --prefix ${HOME}/.local --no-audit --no-fund ${what}`;
}

async function pnpmOf(tree: Tree): Promise<string> {
  const lock = (await tree.read('pnpm-lock.yaml')) ?? '';
  const major = /^lockfileVersion:\s*'?(\d+)/m.exec(lock)?.[1];
  return major === '5' ? '7' : major === '6' ? '8' : '10';
}

/** Yarn since 2 writes __metadata into its lockfile. */
async function yarnOf(tree: Tree, files: ReadonlySet<string>): Promise<string> {
  const lock = (await tree.read('yarn.lock')) ?? '';
  return files.has('.yarnrc.yml') || lock.includes('__metadata:') ? '4' : '1';
}

/** An app without any package installs nothing: its build is one copy. */
function needsInstall(manifest: PackageJson, builds: boolean): boolean {
  const { dependencies, optionalDependencies, devDependencies, workspaces } = manifest;
  const counted = [dependencies, optionalDependencies, builds ? devDependencies : undefined];
  return (
    workspaces !== undefined || hasInstallScript(manifest) || counted.some((each) => Object.keys(each ?? {}).length > 0)
  );
}

/** Some installs read more than the manifests: then a change of any file installs anew. */
function readsSources(manifest: PackageJson, files: ReadonlySet<string>): boolean {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  const isLocal = versions.some((version) => /^(file|link|portal|patch|workspace):/.test(version));
  const hasFolder = [...files].some((file) => file.startsWith('.yarn/') || file === 'pnpm-workspace.yaml');
  return isLocal || hasFolder || manifest.workspaces !== undefined || hasInstallScript(manifest);
}

function hasInstallScript({ scripts }: PackageJson): boolean {
  return ['preinstall', 'install', 'postinstall', 'prepare'].some((name) => scripts?.[name] !== undefined);
}
