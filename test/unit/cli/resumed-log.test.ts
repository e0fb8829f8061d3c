import { Readable } from 'node:stream';
import t from 'tap';
import { ResumedLog } from '../../../cli/resumed-log.ts';

const PACE = { first: 1, factor: 1, most: 1 };

t.test('it goes on behind the last whole line, over as many connections as it takes', async (t) => {
  const { shown, told, asked, ended } = await follow([
    ['1 one\n2 tw', 255],
    ['', 255],
    ['2 two\n', ' … 3 lines skipped\n6 six\n', 75],
    ['9\n', 255],
    ['10 ten\n', 0],
  ]);
  t.equal(shown, 'one\ntwo\n… 3 lines skipped\nsix\nten\n');
  t.same(asked, [undefined, 1, 1, 6, 9]);
  t.same(
    told.map((line) => line.slice(0, 7)),
    ['-- the ', '-- here', '-- the ', '-- here', '-- the ', '-- here'],
  );
  t.equal(ended.code, 0);
});

t.test('a letter that is cut in two is whole', async (t) => {
  const bytes = Buffer.from('1 Zoë\n');
  t.equal((await follow([[bytes.subarray(0, -2), bytes.subarray(-2), 0]])).shown, 'Zoë\n');
});

t.test('what was never reached, or refused, is not asked again', async (t) => {
  t.match(await follow([['', 255]]), { asked: [undefined], ended: { code: 255 } });
  t.match(await follow([['5 five\n', 1]]), { asked: [undefined], ended: { code: 1 } });
  t.match(await follow([['5 five\n', 255]], false), { asked: [undefined], ended: { code: 255 } });
});

// Private

/** What became of connections over which these pieces came, each with its exit code at the end. */
async function follow(connections: (string | Buffer | number)[][], isFollowed = true) {
  const told: string[] = [];
  const asked: (number | undefined)[] = [];
  let shown = '';
  const log = new ResumedLog({
    connect(after) {
      asked.push(after);
      const pieces = [...(connections.shift() as (string | Buffer | number)[])];
      const code = pieces.pop() as number;
      const lines = Readable.from(pieces.map((piece) => Buffer.from(piece as string)));
      return { lines, end: Promise.resolve({ code, said: '' }) };
    },
    show: (text) => {
      shown += text;
    },
    tell: (line) => told.push(line),
    pace: PACE,
  });
  const ended = await log.run({ follow: isFollowed });
  return { shown, told, asked, ended };
}
