import { Failure } from '../../lib/failure.ts';
import type { RouteContext } from './routes.ts';

/** What every list that may be long can be told. */
export const PAGE_PARAMS = {
  limit: { type: 'integer', in: 'query', least: 1, most: 1000, what: 'so many at most; 100 unless told' },
  after: { type: 'text', in: 'query', what: 'the last one of the page before, by its id' },
} as const;

/** How many are listed of which nobody said so. */
const USUAL = 100;

/** One page of a list. Where there is more, the header `Link` leads to the next one. */
export function pageOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  {
    given,
    reply,
    query,
  }: Pick<RouteContext, 'reply' | 'query'> & { given: { limit: number | undefined; after: string | undefined } },
  path: string,
): T[] {
  const { limit = USUAL, after } = given;
  const start = after === undefined ? 0 : items.findIndex((item) => idOf(item) === after) + 1;
  if (after !== undefined && start === 0) throw notThere(after);
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  if (last !== undefined && start + limit < items.length) reply.header('link', next(path, query, idOf(last)));
  return page;
}

// Private

function next(path: string, query: URLSearchParams, after: string): string {
  const more = new URLSearchParams(query);
  more.set('after', after);
  return `<${path}?${more}>; rel="next"`;
}

function notThere(after: string): Failure {
  return new Failure('bad_param', `after must be the id of one in the list, and "${after}" is none.`, {
    hint: 'Begin anew without it.',
  });
}
