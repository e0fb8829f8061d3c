import type { LogLine, LogPage, Logs } from './logs.ts';
import { TextPage } from './page.ts';
import type { Reading } from './reading.ts';

/** Lines that go to a reader in one piece, of those that are there already. */
const PIECE = 500;

/** Milliseconds for which a reading that follows until a time waits for lines of that time, which are still on their way. */
const UNDER_WAY = 2000;

/** The longest that a timer of Node.js can be, some 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The pages of a log that a reading is about: of what is kept, and with `follow` of what comes. */
export async function* readPages(
  logs: Pick<Logs, 'query' | 'pages'>,
  name: string,
  { query, follow }: Reading,
  signal: AbortSignal,
): AsyncGenerator<LogPage> {
  const { until } = query;
  if (follow) yield* logs.pages(name, query, until === undefined ? signal : untilThen(until, signal, UNDER_WAY));
  else yield* piecesOf(logs.query(name, query));
}

/** Aborts with the signal, and so many milliseconds after that time. */
export function untilThen(until: string, signal: AbortSignal, after = 0): AbortSignal {
  const wait = Date.parse(until) - Date.now() + after;
  return AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, Math.min(wait, LONGEST_TIMER)))]);
}

// Private

function* piecesOf(lines: readonly LogLine[]): Generator<LogPage> {
  for (let at = 0; at < lines.length; at += PIECE) {
    const piece = lines.slice(at, at + PIECE);
    yield new TextPage(piece, piece.at(-1)?.number ?? 0);
  }
}
