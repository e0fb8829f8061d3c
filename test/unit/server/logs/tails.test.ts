import t from 'tap';
import { formatLine } from '../../../../server/logs/format.ts';
import type { LogLine, LogQuery } from '../../../../server/logs/logs.ts';
import { Tails } from '../../../../server/logs/tails.ts';

const never = new AbortController().signal;

const lines = (from: number, count: number, message = 'line'): LogLine[] =>
  Array.from({ length: count }, (_, at) => ({
    app: 'hello',
    time: '2026-11-22T21:31:00.000000Z',
    source: 'app',
    process: at % 2 === 0 ? 'web.1' : 'worker.1',
    release: 'R1',
    message: `${message} ${from + at}`,
    number: from + at,
  }));

t.test('readers who ask the same share a page, and its text', (t) => {
  const tails = new Tails(1e6);
  tails.follow('hello', never);
  tails.append('hello', lines(1, 4));
  const fits = ({ message }: LogLine) => message.endsWith('2');
  const same: [LogQuery, LogQuery][] = [
    [{}, { num: 10 }],
    [{ since: '2026-11-22T00:00:00.000000Z' }, { since: '2026-11-22T21:00:00.000000Z', num: 3 }],
    [{ process: 'web' }, { process: 'web', after: 0 }],
    [{ fits }, { fits }],
  ];
  for (const [one, other] of same) t.equal(tails.page('hello', one, 0), tails.page('hello', other, 0));
  const pages = [{}, { process: 'web' }, { process: 'worker' }, { fits }, { fits: () => true }].map((query) =>
    tails.page('hello', query, 0),
  );
  t.equal(new Set(pages).size, 5, 'and who asks something else does not');
  t.strictSame(
    pages.map((page) => page?.lines.map(({ number }) => number)),
    [[1, 2, 3, 4], [1, 3], [2, 4], [2], [1, 2, 3, 4]],
  );

  let written = 0;
  const write = (line: LogLine) => {
    written += 1;
    return `${formatLine(line)}\n`;
  };
  const texts = [1, 2, 3].map(() => pages[1]?.text({ name: 'plain', write }));
  t.equal(written, 2, 'a line is written once for all of them');
  t.equal(new Set(texts).size, 1);
  t.equal(
    texts[0]?.toString(),
    '2026-11-22T21:31:00.000000Z app[web.1]: line 1\n2026-11-22T21:31:00.000000Z app[web.1]: line 3\n',
  );
  t.end();
});

t.test('it has what came while somebody follows, within its bound', (t) => {
  const tails = new Tails(100_000);
  tails.append('hello', lines(1, 1));
  t.notOk(tails.page('hello', {}, 0), 'nobody follows');
  const follower = tails.follow('hello', never);
  tails.append('hello', lines(2, 2));
  tails.append('hello', lines(4, 2));
  t.notOk(tails.page('hello', {}, 0), 'the first line was before that');
  t.equal(tails.page('hello', {}, 1)?.cursor, 3);
  t.notOk(tails.page('hello', {}, 2), 'a page is not cut');
  t.equal(tails.page('hello', {}, 3)?.cursor, 5);
  t.notOk(tails.page('hello', {}, 5), 'nothing is behind the end');

  tails.follow('other', never);
  tails.append('other', lines(1, 5, 'x'.repeat(15_000)));
  tails.append('hello', lines(6, 1, 'x'.repeat(30_000)));
  t.notOk(tails.page('hello', {}, 1), 'the oldest made room');
  t.equal(tails.page('hello', {}, 5)?.cursor, 6);
  follower.leave();
  t.notOk(tails.page('hello', {}, 5), 'and nothing is kept when nobody follows any more');
  t.end();
});

t.test('a follower is woken by lines, before it waits or while it does, and by its signal', async (t) => {
  const tails = new Tails(1e6);
  const enough = new AbortController();
  const many = Array.from({ length: 250 }, () => tails.follow('hello', enough.signal));
  let woken = 0;
  const wait = () => many.map((follower) => follower.next().then(() => (woken += 1)));
  tails.append('hello', lines(1, 1));
  await Promise.all(wait());
  const waiting = wait();
  await new Promise(setImmediate);
  t.equal(woken, 250, 'nobody is woken twice for the same lines');
  tails.append('hello', lines(2, 1));
  await Promise.all(waiting);
  const last = wait();
  enough.abort();
  await Promise.all(last);
  t.equal(woken, 750);
});

t.test('what comes while a crowd is about to be woken is one page to all of it', async (t) => {
  const tails = new Tails(1e6);
  const many = Array.from({ length: 60 }, () => tails.follow('hello', never));
  const all = () => Promise.all(many.map((follower) => follower.next()));
  tails.append('hello', lines(1, 1));
  await all();
  t.equal(tails.page('hello', {}, 0)?.cursor, 1, 'the first ones come at once');
  const woken = all();
  tails.append('hello', lines(2, 2));
  const early = tails.page('hello', {}, 1);
  t.equal(early?.cursor, 3);
  tails.append('hello', lines(4, 3));
  const page = tails.page('hello', {}, 1);
  t.strictSame(
    page?.lines.map(({ number }) => number),
    [2, 3, 4, 5, 6],
  );
  t.equal(early?.lines.length, 2, 'a page that somebody has does not change');
  t.notOk(tails.page('hello', {}, 3), 'who has it goes on in the history');
  await woken;
  tails.append('hello', lines(7, 1));
  t.equal(tails.page('hello', {}, 1)?.cursor, 6, 'what they were woken for is closed');
  for (const follower of many) follower.leave();
});
