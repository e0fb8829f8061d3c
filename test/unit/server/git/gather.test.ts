import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { gather } from '../../../../server/git/gather.ts';

/** What a program writes, with `taken` between a piece and the next one. */
async function outputOf(argv: [string, ...string[]], taken: () => Promise<unknown>): Promise<Buffer[]> {
  const child = spawn(argv[0], argv.slice(1));
  const pieces: Buffer[] = [];
  await gather(child.stdout as Socket, async (piece) => {
    const before = Buffer.from(piece);
    await taken();
    if (!piece.equals(before)) throw new Error('A piece has changed before it was taken.');
    pieces.push(before);
  });
  return pieces;
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

t.test('all bytes come, in order, at the pace of who takes them', async (t) => {
  const { stdout } = await run(['seq', '1', '500000']);
  for (const pace of [0, 1, 20]) {
    const pieces = await outputOf(['seq', '1', '500000'], () => turns(pace));
    t.equal(Buffer.concat(pieces).toString() === stdout, true, `${pace} turns a piece`);
  }
});

t.test('what came in many small writes is handed on in one piece', async (t) => {
  const child = spawn('sh', ['-c', 'echo first; read line; for each in 1 2 3 4 5 6 7 8 9; do echo $each; done']);
  const pieces: string[] = [];
  await gather(child.stdout as Socket, async (piece) => {
    pieces.push(piece.toString());
    if (pieces.length > 1) return;
    child.stdin.end('go\n');
    await once(child, 'exit');
  });
  t.strictSame(pieces, ['first\n', '1\n2\n3\n4\n5\n6\n7\n8\n9\n']);
});

t.test('a program is not read faster than it is taken', async (t) => {
  const child = spawn('seq', ['1', '1000000']);
  let most = 0;
  await gather(child.stdout as Socket, async (piece) => {
    most = Math.max(most, piece.length);
    await turns(5);
  });
  t.ok(most <= 128 * 1024, `the largest piece has ${most} bytes`);
});

t.test('a program that says nothing has nothing taken', async (t) => {
  t.strictSame(await outputOf(['true'], () => turns(0)), []);
});

t.test('output ends when the program is killed', async (t) => {
  const child = spawn('yes');
  let pieces = 0;
  await gather(child.stdout as Socket, async () => {
    pieces += 1;
    if (pieces === 3) child.kill('SIGKILL');
  });
  t.ok(pieces >= 3);
});
