import { posix } from 'node:path';
import { Failure } from '../../lib/failure.ts';

/** A failure about static.json; `what` goes on from its name. */
export function bad(what: string, cause?: unknown): Failure {
  const hint = 'Mend static.json, commit and push again.';
  return new Failure('bad_static_json', `static.json ${what}`, { hint, cause });
}

/** A text of this form. Variables are refused by name: many of these files have some, and nobody would fill them in. */
export function wordOf(key: string, value: unknown, form: RegExp): string {
  if (typeof value === 'string' && value.includes('${'))
    throw bad(`has the variable ${value} at ${key}, which is not filled in: write what it stands for.`);
  if (typeof value === 'string' && form.test(value)) return value;
  throw bad(`has ${JSON.stringify(value)} at ${key}, which cannot be.`);
}

/** A path inside of the app, without what needs not be said: `./dist/` → `dist`; '' is its top. */
export function fileOf(key: string, value: unknown): string {
  const path = posix.normalize(wordOf(key, value, /^[^"$\\\p{Cc}]*$/u)).replace(/^\/+|\/+$/g, '');
  if (path.split('/').includes('..'))
    throw bad(`has ${JSON.stringify(value)} at ${key}, which lies outside of the app.`);
  return path === '.' ? '' : path;
}

/** The entries of an object; none where there is no object. */
export function entriesOf(key: string, value: unknown): [string, unknown][] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'object' && !Array.isArray(value)) return Object.entries(value);
  throw bad(`has no object at ${key}.`);
}
