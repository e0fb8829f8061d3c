import type { Rule, Site } from '../nginx/site.ts';
import { bad, entriesOf, fileOf, wordOf } from './values.ts';

/** `routes`: pattern → file. */
export function routeRules(value: unknown): Site['routes'] {
  return rules('routes', value, (file, key) => fileOf(key, file));
}

/** `redirects`: pattern → `{ url, status }`; a redirect is for ever unless told. */
export function redirectRules(value: unknown): Site['redirects'] {
  return rules('redirects', value, (redirect, key) => {
    const { url, status = 301 } = Object(redirect);
    if (![301, 302, 303, 307, 308].includes(status))
      throw bad(`has ${JSON.stringify(status)} as the status at ${key}.`);
    return { url: wordOf(key, url, /^[^\s"$\\]+$/), status };
  });
}

/** `headers`: pattern → header → value. */
export function headerRules(value: unknown): Site['headers'] {
  return rules('headers', value, (headers, key) => {
    const entries = entriesOf(key, headers).map(([name, text]) => [
      wordOf(key, name, /^[A-Za-z0-9-]+$/),
      wordOf(`${key} ${name}`, String(text), /^[^$\p{Cc}]*$/u),
    ]);
    return Object.fromEntries(entries);
  });
}

// Private

/** What of a URL's path has no meaning for nginx. */
const PATTERN = /^\/[\w.~%!&'()*+,;=:@/-]*$/;

function rules<T>(key: string, value: unknown, read: (value: unknown, key: string) => T): Rule<T>[] {
  return entriesOf(key, value).map(([pattern, each]) => ({
    pattern: wordOf(key, pattern, PATTERN),
    gives: read(each, `${key} ${pattern}`),
  }));
}
