import type { Buildpack, Plan, Step, Surroundings, Tree } from './plan.ts';
import { Dependencies } from './python/dependencies.ts';
import { collectStatic, findDjango } from './python/django.ts';
import { packagesOf } from './python/packages.ts';
import { type Pyproject, parsePyproject } from './python/pyproject.ts';
import { guessStart } from './python/start.ts';
import { systemPackages } from './python/system-packages.ts';
import { CACHES, VENV } from './python/tools.ts';
import { pythonPin } from './python/version.ts';

/** Python: a tree that says at its top which packages it needs, or is a Django project or a script. */
export const python: Buildpack = { language: 'python', title: 'Python', detect, plan };

// Private

const MANIFESTS = ['requirements.txt', 'uv.lock', 'poetry.lock', 'Pipfile', 'Pipfile.lock', 'pdm.lock', 'setup.py', 'manage.py']; // biome-ignore format: one glance

/** What tells Python only where no other language does. */
const SCRIPTS = ['main.py', 'app.py', 'server.py', 'runtime.txt', '.python-version'];
const OTHERS = ['package.json', 'Gemfile', 'composer.json', 'go.mod', 'Cargo.toml', 'pom.xml', 'build.gradle', 'build.gradle.kts', 'deno.json', 'index.html', 'index.php']; // biome-ignore format: one glance

/** A pyproject.toml may hold nothing but the settings of tools. */
async function detect(files: ReadonlySet<string>, tree: Tree): Promise<string | undefined> {
  const manifest = MANIFESTS.find((file) => files.has(file));
  if (manifest !== undefined) return manifest;
  if ((await readPyproject(tree))?.isProject) return 'pyproject.toml';
  if (OTHERS.some((file) => files.has(file))) return undefined;
  return SCRIPTS.find((file) => files.has(file)) ?? (await scriptOfProcfile(files, tree));
}

/** A script that needs no packages, where a Procfile says how it runs: `web: python3 -u web.py`. */
async function scriptOfProcfile(files: ReadonlySet<string>, tree: Tree): Promise<string | undefined> {
  const procfile = (await tree.read('Procfile')) ?? '';
  const scripts = procfile.matchAll(/^[\w-]+:.*?\bpython3?\s+(?:-\w+\s+)*([\w./-]+\.py)\b/gm);
  const found = [...scripts].map(([, file]) => file!).find((file) => files.has(file));
  return found === undefined ? undefined : `${found} in Procfile`;
}

async function readPyproject(tree: Tree): Promise<Pyproject | undefined> {
  const text = await tree.read('pyproject.toml');
  return text === undefined ? undefined : parsePyproject(text);
}

async function plan(tree: Tree, because: string, { env, resolve }: Surroundings): Promise<Plan> {
  const [files, pyproject] = [new Set(await tree.files()), await readPyproject(tree)];
  const pin = await pythonPin(tree, pyproject, env);
  const packages = await packagesOf({ tree, files, pyproject });
  const { steps = [], notes = [], dependencies = new Dependencies([]) } = packages ?? {};
  const version = await resolve('python', pin);
  const django = dependencies.has('django') ? await findDjango(tree, files, env) : undefined;
  const collected = django ? collectStatic(django, env) : {};
  const hook = (when: string) => hookStep(files, `bin/${when}_compile`);
  const start = files.has('Procfile')
    ? {}
    : await guessStart(tree, files, { django, dependencies, module: pyproject?.module });
  const all = [hook('pre'), ...steps, collected.step, hook('post')].filter((step) => step !== undefined);
  return {
    language: 'python',
    title: 'Python',
    because,
    runtimes: [{ name: 'python', title: 'Python', version, pin, at: 'build and run' }],
    packages: systemPackages(dependencies),
    steps: all,
    kept: packages ? [VENV] : [],
    result: all.some(({ needs }) => needs === 'everything') ? 'build' : 'tree',
    dropped: [],
    env: { ...ENV, ...(packages && { VIRTUAL_ENV: `/app/${VENV}` }) },
    path: packages ? [`${VENV}/bin`] : [],
    ignored: [VENV],
    processes: start.web === undefined ? {} : { web: start.web },
    notes: [...notes, collected.note, start.note].filter((note) => note !== undefined),
  };
}

/** Heroku's hooks run where a repository has them. */
function hookStep(files: ReadonlySet<string>, script: string): Step | undefined {
  return files.has(script) ? { needs: 'everything', run: [`bash ${script}`], caches: CACHES } : undefined;
}

/** As on Heroku: output at once, modules of /app for each script, the router's word for the scheme, two workers for half a GiB. */
const ENV = { PYTHONUNBUFFERED: '1', PYTHONPATH: '/app', FORWARDED_ALLOW_IPS: '*', WEB_CONCURRENCY: '2' };
