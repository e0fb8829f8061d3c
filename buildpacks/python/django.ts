import { posix } from 'node:path';
import { shellWord } from '../../lib/shell-word.ts';
import type { Step, Tree } from '../plan.ts';

/** A Django project in the tree. */
export interface Django {
  /** Its manage.py, from the top of the tree. */
  manage: string;
  /** The module of its settings: `mysite.settings`. */
  settings: string | undefined;
  /** Where static files are to be collected, as far as can be read; `unknown` without the settings' text. */
  staticRoot: 'set' | 'not set' | 'unknown';
  /** Its modules for web servers: `mysite.wsgi`. */
  wsgi: string | undefined;
  asgi: string | undefined;
}

/** The Django project whose manage.py is nearest to the top, at most two folders down. */
export async function findDjango(
  tree: Tree,
  files: ReadonlySet<string>,
  env: Readonly<Record<string, string>>,
): Promise<Django | undefined> {
  const depth = (path: string) => path.split('/').length;
  const found = [...files].filter((path) => posix.basename(path) === 'manage.py' && depth(path) <= 3);
  const [manage] = found.sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  if (manage === undefined) return undefined;
  const named = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/.exec((await tree.read(manage)) ?? '')?.[1];
  const settings = env.DJANGO_SETTINGS_MODULE ?? named;
  const text = settings === undefined ? '' : await settingsText(tree, files, posix.dirname(manage), settings);
  const module = (name: string) => moduleOf(files, posix.dirname(manage), settings, name);
  return { manage, settings, staticRoot: staticRootIn(text), wsgi: module('wsgi'), asgi: module('asgi') };
}

/**
 * Collects static files, as Heroku does, unless DISABLE_COLLECTSTATIC is set or the settings do not say where to; the note
 * says why not.
 */
export function collectStatic(
  { manage, staticRoot }: Django,
  env: Readonly<Record<string, string>>,
): { step?: Step; note?: string } {
  if ((env.DISABLE_COLLECTSTATIC ?? '0') !== '0')
    return { note: 'Static files are not collected, because DISABLE_COLLECTSTATIC is set.' };
  if (staticRoot === 'not set')
    return { note: "Django's static files are not collected, because its settings set no STATIC_ROOT." };
  const collect = `PYTHONDONTWRITEBYTECODE=1 python ${shellWord(manage)} collectstatic --noinput`;
  return { step: { needs: 'everything', run: [`${collect} || { ${EXPLAIN}; exit 1; }`], caches: [] } };
}

// Private

/** What is often wrong: the settings of production want variables that no build has. */
const EXPLAIN = [
  'Static files could not be collected: see what Django says above.',
  'Settings that read variables need a value without them, or may see them in the build (setting build-env).',
  'To leave it out: ssh rack env set APP DISABLE_COLLECTSTATIC=1',
]
  .map((line) => `echo '${line}'`)
  .join('; ');

/** The text of the settings and, where they are a folder, of all that lies in it: they import each other. */
async function settingsText(tree: Tree, files: ReadonlySet<string>, folder: string, module: string): Promise<string> {
  const path = posix.join(folder, module.replaceAll('.', '/'));
  const beside = posix.basename(posix.dirname(path)) === 'settings' ? posix.dirname(path) : path;
  const isPart = (file: string) => file === `${path}.py` || (posix.dirname(file) === beside && file.endsWith('.py'));
  const parts = await Promise.all([...files].filter(isPart).map((file) => tree.read(file)));
  return parts.join('\n');
}

function staticRootIn(text: string): Django['staticRoot'] {
  if (text === '') return 'unknown';
  return /^[^#\n]*\bSTATIC_ROOT\b/m.test(text) ? 'set' : 'not set';
}

/** `mysite.wsgi` beside `mysite.settings`, else the only file of that name. */
function moduleOf(
  files: ReadonlySet<string>,
  folder: string,
  settings: string | undefined,
  name: string,
): string | undefined {
  const beside = settings === undefined ? [] : packagesAbove(settings).map((each) => `${each}.${name}`);
  const pathOf = (module: string) => posix.join(folder, `${module.replaceAll('.', '/')}.py`);
  const near = beside.find((module) => files.has(pathOf(module)));
  if (near !== undefined) return near;
  const all = [...files].filter((file) => posix.basename(file) === `${name}.py`);
  const only = all.length === 1 ? posix.relative(folder, all[0]!).replace(/\.py$/, '').replaceAll('/', '.') : '';
  return /^\w+(\.\w+)*$/.test(only) ? only : undefined;
}

/** `config.settings.production` → `config.settings`, `config`. */
function packagesAbove(module: string): string[] {
  const words = module.split('.');
  return words.slice(0, -1).map((_, at) => words.slice(0, words.length - 1 - at).join('.'));
}
