import { posix } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { HOME } from './dockerfile.ts';
import { type GoModule, parseGoModule } from './go/module.ts';
import { type Modules, type Program, programsOf } from './go/programs.ts';
import { goPin } from './go/version.ts';
import type { Buildpack, Plan, Surroundings, Tree } from './plan.ts';

/** Go: a tree with a go.mod or go.work at its top, or with nothing but Go files. */
export const go: Buildpack = {
  language: 'go',
  title: 'Go',
  detect: (files) => ['go.work', 'go.mod'].find((file) => files.has(file)) ?? loneProgram(files),
  plan,
};

// Private

async function plan(tree: Tree, because: string, { env, resolve }: Surroundings): Promise<Plan> {
  const files = new Set(await tree.files());
  const module = parseGoModule(isModule(because) ? ((await tree.read(because)) ?? '') : '');
  const pin = await goPin(tree, files, { file: because, module }, env);
  const all = await programsOf(tree, files, await modulesOf(tree, because, module));
  const programs = isModule(because) ? all : all.filter(({ folder }) => folder === '.');
  const packages = packagesOf(programs, asked(module, env), because);
  const built = programs.filter(({ folder }) => packages.some((each) => fits(folder, each)));
  const version = await resolve('go', pin);
  return {
    language: 'go',
    title: 'Go',
    because,
    runtimes: [{ name: 'go', title: 'Go', version, pin, at: 'build' }],
    packages: { build: [], run: [] },
    steps: [{ needs: 'everything', run: commands(files, because, packages), caches: [GOPATH, `${HOME}/.cache`] }],
    kept: [],
    result: 'build',
    dropped: ['vendor'],
    env: {},
    path: ['bin'],
    ignored: [],
    ...processesOf(built, because),
  };
}

const GOPATH = `${HOME}/go`;

const isModule = (because: string) => because === 'go.mod' || because === 'go.work';

/** A program of the standard library alone needs no module; a package.json beside it tells another language. */
function loneProgram(files: ReadonlySet<string>): string | undefined {
  if (files.has('package.json')) return undefined;
  return [...files].find((file) => !file.includes('/') && file.endsWith('.go') && !file.endsWith('_test.go'));
}

async function modulesOf(tree: Tree, because: string, module: GoModule): Promise<Modules> {
  if (because !== 'go.work') return new Map([['.', module.path ?? 'web']]);
  const read = async (folder: string) => (await tree.read(posix.join(folder, 'go.mod'))) ?? '';
  return new Map(
    await Promise.all(module.uses.map(async (use) => [use, parseGoModule(await read(use)).path ?? use] as const)),
  );
}

/** What the app itself says is to be built: import paths of its own, as patterns of Go. */
function asked({ heroku }: GoModule, env: Readonly<Record<string, string>>): readonly string[] {
  const patterns = env.GO_INSTALL_PACKAGE_SPEC?.trim().split(/\s+/) ?? heroku.install;
  const odd = patterns.find((pattern) => !/^[\w./@~-]+$/.test(pattern));
  if (odd === undefined) return patterns;
  throw new Failure('bad_package', `"${odd}" is no package of Go that can be built.`, {
    hint: 'Name packages as in  // +heroku install ./cmd/...  of go.mod, or GO_INSTALL_PACKAGE_SPEC.',
  });
}

function packagesOf(programs: readonly Program[], asked: readonly string[], because: string): readonly string[] {
  if (asked.length > 0) return asked;
  if (programs.length > 0) return programs.map(({ folder }) => (folder === '.' ? '.' : `./${folder}`));
  throw new Failure(
    'no_program',
    `Nothing beside ${because} is a program: no package main at the top, in cmd/*, or in a folder with a main.go.`,
    {
      hint: 'Push the program, or name its package in go.mod:  // +heroku install ./path/to/it',
    },
  );
}

/** Whether Go's pattern (`./cmd/...`) names this folder. */
function fits(folder: string, pattern: string): boolean {
  const path = posix.normalize(pattern).replace(/\/$/, '');
  if (path === '...') return true;
  return path.endsWith('/...') ? `${folder}/`.startsWith(path.slice(0, -3)) : path === folder;
}

/** Heroku's hooks run where a repository has them. */
function commands(files: ReadonlySet<string>, because: string, packages: readonly string[]): string[] {
  const hook = (name: string) => (files.has(`bin/${name}`) ? [`bash bin/${name}`] : []);
  const go = isModule(because) ? `GOPATH=${GOPATH} go` : `GOPATH=${GOPATH} GO111MODULE=off go`;
  const out = isModule(because) ? 'bin/' : 'bin/web';
  const build = `mkdir -p bin && ${go} build -trimpath -o ${out} ${packages.join(' ')}`;
  return [...hook('go-pre-compile'), build, ...hook('go-post-compile')];
}

/** One program is `web`; of several the one that is called so, or `server`. What others are for, only a Procfile can say. */
function processesOf(built: readonly Program[], because: string): Pick<Plan, 'processes' | 'notes'> {
  const web = built.length === 1 ? built[0] : built.find(({ name }) => name === 'web' || name === 'server');
  const others = built.filter((program) => program !== web).map(({ name }) => `bin/${name}`);
  const notes = isModule(because)
    ? []
    : ['There is no go.mod, so only the standard library can be imported: go mod init makes one.'];
  if (others.length > 0)
    notes.push(
      `${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} built too; without a Procfile only ${web ? 'web runs' : 'one that is called web or server would run'}.`,
    );
  return { processes: web ? { web: `bin/${web.name}` } : {}, notes };
}
