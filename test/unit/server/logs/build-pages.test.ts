import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { BuildLine } from '../../../../server/logs/build-log.ts';
import type { ReadOptions } from '../../../../server/logs/build-logs.ts';
import { buildPages } from '../../../../server/logs/build-pages.ts';
import { type LogWish, readingOf } from '../../../../server/logs/reading.ts';

const LINES: BuildLine[] = ['Building', 'error one', 'fine', 'error two', 'Done'].map((text, at) => ({
  at: `2026-11-22T21:30:0${at}.000Z`,
  text,
}));

t.test('a build log is chosen from as that of an app; the place of a line is its number', async (t) => {
  t.same(await shown({}), ['1 Building', '2 error one', '3 fine', '4 error two', '5 Done']);
  t.same(await shown({ num: 2 }), ['4 error two', '5 Done']);
  t.same(await shown({ num: 0 }), []);
  t.same(await shown({ num: 9 }), await shown({}));
  t.same(await shown({ num: 1, filter: 'error' }), ['4 error two']);
  t.same(await shown({ grep: '^error|Done$', after: 2 }), ['4 error two', '5 Done']);
  t.same(await shown({ since: LINES[1]?.at as string, until: LINES[3]?.at as string }), ['2 error one', '3 fine']);
});

t.test('the last lines, then those that come', async (t) => {
  const coming: BuildLine[] = [{ at: '2026-11-22T21:31:00.000Z', text: 'more' }];
  t.same(await shown({ num: 1, follow: true }, coming), ['5 Done', '6 more']);
});

t.test('following until a time ends then, though the build goes on', async (t) => {
  const until = new Date(Date.now() + 50).toISOString();
  t.same(await shown({ num: 1, follow: true, until }, 'for ever'), ['5 Done']);
});

// Private

/** Rejects when the signal aborts, and keeps the process up until then: the timers of signals do not. */
async function aborted(signal: AbortSignal): Promise<never> {
  await sleep(60_000, undefined, { signal });
  throw new Error('nothing has aborted it');
}

async function shown(wish: LogWish, coming: BuildLine[] | 'for ever' = []): Promise<string[]> {
  const logs = {
    async *read(_app: string, _id: string, { follow, signal }: ReadOptions) {
      yield* LINES;
      if (follow && coming === 'for ever') await aborted(signal);
      else if (follow) yield* coming as BuildLine[];
    },
  };
  const lines: string[] = [];
  const build = { app: 'shop', id: 'BABCDEFGHI' };
  for await (const page of buildPages(logs, build, readingOf(wish, new Date()), new AbortController().signal))
    for (const { number, message } of page.lines) lines.push(`${number} ${message}`);
  return lines;
}
