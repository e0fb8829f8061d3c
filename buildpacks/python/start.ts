import { posix } from 'node:path';
import type { Tree } from '../plan.ts';
import type { Dependencies } from './dependencies.ts';
import type { Django } from './django.ts';
import { asgiServer, type Served, wsgiServer } from './web-servers.ts';

/** What an app without a Procfile would run, and why. */
export interface Start {
  /** Undefined when nothing can be guessed. */
  web?: string;
  note?: string;
}

/** Guesses how a web app is started: Django, then a framework's object in one of the usual files, then a plain script. */
export async function guessStart(
  tree: Tree,
  files: ReadonlySet<string>,
  {
    django,
    dependencies,
    module,
  }: { django: Django | undefined; dependencies: Dependencies; module?: string | undefined },
): Promise<Start> {
  if (django) return startDjango(django, dependencies);
  if (dependencies.has('streamlit')) {
    const file = ['streamlit_app.py', 'app.py', 'main.py'].find((each) => files.has(each));
    if (file) return guess('Streamlit', file, `streamlit run ${file} --server.headless true --server.address 0.0.0.0 --server.port $PORT`); // biome-ignore format: one command
  }
  const found = await findApp(tree, candidates(files, module));
  if (found) return startFound(found, dependencies);
  const script = SCRIPTS.find((each) => files.has(each));
  return script === undefined ? {} : { web: `python ${script}` };
}

// Private

/** Files that a developer runs by hand. */
const SCRIPTS = ['main.py', 'app.py', 'server.py', 'run.py', 'src/main.py'];

/** Where the object of an app usually is. */
const USUAL = ['main', 'app', 'wsgi', 'asgi', 'server', 'application', 'api', 'app/main', 'app/app', 'app/__init__', 'api/main', 'src/main', 'src/app']; // biome-ignore format: one glance

const FRAMEWORKS: Record<string, { title: string; serve: typeof wsgiServer }> = {
  Flask: { title: 'Flask', serve: wsgiServer },
  FastAPI: { title: 'FastAPI', serve: asgiServer },
  Starlette: { title: 'Starlette', serve: asgiServer },
  Quart: { title: 'Quart', serve: asgiServer },
  Litestar: { title: 'Litestar', serve: asgiServer },
  fast_app: { title: 'FastHTML', serve: asgiServer },
};

/** `app = Flask(__name__)`, `app: FastAPI = fastapi.FastAPI(`, `app, rt = fast_app(`: all in one line, or a long file takes for ever. */
const OBJECT =
  /^(\w+)(?:[ \t]*,[ \t]*\w+)*(?:[ \t]*:[ \t]*[\w.]+)?[ \t]*=[ \t]*(?:\w+\.)?(Flask|FastAPI|Starlette|Quart|Litestar|fast_app)\(/m;
const FACTORY = /^def (create_app|make_app)\(([^)]{0,1000})\)/m;

interface Found extends Served {
  file: string;
  framework: (typeof FRAMEWORKS)[string];
  isScript: boolean;
}

function guess(what: string, file: string, web: string): Start {
  return {
    web,
    note: `${what} was found in ${file}, so web runs by a guess, which a Procfile would replace: ${web}`,
  };
}

function startDjango({ manage, wsgi, asgi }: Django, dependencies: Dependencies): Start {
  const folder = posix.dirname(manage);
  const byWsgi = wsgi && wsgiServer({ module: wsgi, object: 'application', folder }, dependencies);
  const byAsgi = asgi && asgiServer({ module: asgi, object: 'application', folder }, dependencies);
  const web = dependencies.has('channels') ? byAsgi || byWsgi : byWsgi || byAsgi;
  if (web) return guess('Django', manage, web);
  return {
    note: 'Django is started by a web server: add gunicorn to the packages, or a Procfile that says what runs.',
  };
}

function startFound({ file, framework, isScript, ...served }: Found, dependencies: Dependencies): Start {
  const { title, serve } = framework;
  const web = serve(served, dependencies);
  if (web !== undefined) return guess(title, file, web);
  const add = `add ${serve === wsgiServer ? 'gunicorn' : 'uvicorn'} to the packages`;
  if (!isScript) return { note: `${title} was found in ${file}, but no web server for it: ${add}, or a Procfile that says what runs.` }; // biome-ignore format: one sentence
  const start = guess(title, file, `python ${file}`);
  return { ...start, note: `${start.note}  (a server for production is better: ${add})` };
}

function candidates(files: ReadonlySet<string>, module: string | undefined): string[] {
  const own = module === undefined ? [] : [module, `src/${module}`].flatMap((each) => ['main', 'app', 'asgi', 'wsgi', '__init__'].map((name) => `${each}/${name}`)); // biome-ignore format: one glance
  return [...USUAL, ...own].map((path) => `${path}.py`).filter((path) => files.has(path));
}

async function findApp(tree: Tree, paths: readonly string[]): Promise<Found | undefined> {
  for (const file of paths) {
    const text = (await tree.read(file)) ?? '';
    const [, object, made] = OBJECT.exec(text) ?? [];
    const name = object ?? (/\bFlask\b/.test(text) ? factoryIn(text) : undefined);
    if (name === undefined) continue;
    const isScript = /^if __name__\s*==/m.test(text);
    return { file, framework: FRAMEWORKS[made ?? 'Flask']!, isScript, object: name, ...moduleOf(file) };
  }
  return undefined;
}

/** A function that makes the app, and can be called without a word. */
function factoryIn(text: string): string | undefined {
  const [, factory, parameters = ''] = FACTORY.exec(text) ?? [];
  const isCallable = parameters.split(',').every((each) => /^\s*(\*|$)|=/.test(each));
  return factory !== undefined && isCallable ? `${factory}()` : undefined;
}

/** The folder `src` is where modules are looked for, not a part of their names. */
function moduleOf(file: string): { module: string; folder: string } {
  const folder = file.startsWith('src/') ? 'src' : '.';
  const path = posix.relative(folder, file).replace(/(\/__init__)?\.py$/, '');
  return { module: path.replaceAll('/', '.'), folder };
}
