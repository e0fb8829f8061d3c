import { Failure } from '../../lib/failure.ts';
import { parseSince, parseUntil } from './format.ts';
import { type LineWish, lineTest, PLATFORM } from './line-test.ts';
import type { LogQuery } from './logs.ts';

/** What a reader asks of a log, in the words that commands and the API share. */
export interface LogWish extends LineWish {
  /** Goes on with what comes. */
  follow?: boolean | undefined;
  /** The last so many lines. */
  num?: number | undefined;
  /** `1h`, `30m`, `2d`, or a time. */
  since?: string | undefined;
  /** The same, or `+10m`: ten minutes from now. */
  until?: string | undefined;
  /** Only behind the line of this number. */
  after?: number | undefined;
  /** Processes (`web`), copies (`web.1`), or `rack` for all that the platform says; any of them. */
  processes?: readonly string[] | undefined;
  /** The id of a release. */
  release?: string | undefined;
}

/** A wish, understood. */
export interface Reading {
  query: LogQuery;
  follow: boolean;
}

/** Lines that are shown when nothing says where to begin. */
const USUAL_LINES = 100;

/** Understands what a reader asks. Throws a `Failure` where it cannot be, or contradicts itself. */
export function readingOf(wish: LogWish, now: Date): Reading {
  const { follow = false, num, after, release } = wish;
  const since = wish.since === undefined ? undefined : parseSince(wish.since, now);
  const until = wish.until === undefined ? undefined : parseUntil(wish.until, now);
  refuseContradictions(wish, { since, until }, now);
  const [process, ...more] = wish.processes ?? [];
  const isPlain = process !== undefined && more.length === 0 && process !== PLATFORM;
  const fits = lineTest(isPlain ? { ...wish, processes: undefined } : wish);
  const query = { num, since, until, after, release, fits, process: isPlain ? process : undefined };
  return { follow, query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) };
}

/** The wish, beginning with the last hundred lines where it does not say where to begin. */
export function fromLastLines(wish: LogWish): LogWish {
  const saysWhere = wish.num !== undefined || wish.since !== undefined || wish.after !== undefined;
  return saysWhere ? wish : { ...wish, num: USUAL_LINES };
}

// Private

function refuseContradictions(
  { follow }: LogWish,
  { since, until }: { since: string | undefined; until: string | undefined },
  now: Date,
): void {
  if (until === undefined) return;
  if (since !== undefined && until <= since)
    throw new Failure('bad_log_query', `No line is since ${since} and until ${until}.`, {
      hint: 'Lines are shown from --since on, up to --until.',
    });
  if (follow && Date.parse(until) <= now.getTime())
    throw new Failure('bad_log_query', `Nothing comes any more until ${until}: that is over.`, {
      hint: 'Leave --follow away, or say when it shall end: --until +10m',
    });
}
