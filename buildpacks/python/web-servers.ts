import { shellWord } from '../../lib/shell-word.ts';
import type { Dependencies } from './dependencies.ts';

/** What a web server is to serve. */
export interface Served {
  module: string;
  /** The name in it; `create_app()` where it is made by a call. */
  object: string;
  /** The folder from which the module is imported. */
  folder: string;
}

/** The command line of the WSGI server among the packages; how many workers it has is said by WEB_CONCURRENCY. */
export function wsgiServer({ module, object, folder }: Served, dependencies: Dependencies): string | undefined {
  const isCall = object.endsWith('()');
  if (dependencies.has('gunicorn')) {
    const what = object === 'application' ? module : `${module}:${object}`;
    return `gunicorn --bind 0.0.0.0:$PORT ${from('--chdir', folder)}${isCall ? `'${what}'` : what}`;
  }
  if (!dependencies.has('waitress') || folder !== '.') return undefined;
  const what = `${isCall ? '--call ' : ''}${module}:${object.replace('()', '')}`;
  return `waitress-serve --listen=0.0.0.0:$PORT ${what}`;
}

/** The command line of the ASGI server among the packages. */
export function asgiServer({ module, object, folder }: Served, dependencies: Dependencies): string | undefined {
  const what = `${module}:${object}`;
  if (BRING_UVICORN.some(([name, extra]) => dependencies.has(name, extra)))
    return `uvicorn --host 0.0.0.0 --port $PORT ${from('--app-dir', folder)}${what}`;
  if (folder !== '.') return undefined;
  if (dependencies.has('hypercorn')) return `hypercorn --bind 0.0.0.0:$PORT ${what}`;
  return dependencies.has('daphne') ? `daphne -b 0.0.0.0 -p $PORT ${what}` : undefined;
}

// Private

/** Packages that are, or install, uvicorn. */
const BRING_UVICORN: readonly [name: string, extra?: string][] = [
  ['uvicorn'],
  ['fastapi', 'standard'],
  ['fastapi', 'all'],
  ['python-fasthtml'],
];

function from(option: string, folder: string): string {
  return folder === '.' ? '' : `${option} ${shellWord(folder)} `;
}
