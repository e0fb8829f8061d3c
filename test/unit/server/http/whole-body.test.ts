import { readdir, readlink } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { wholeBody } from '../../../../server/http/whole-body.ts';

const MIB = 1024 * 1024;

t.test('a body is given again as it came, from memory or from a file without a name', async (t) => {
  for (const size of [0, MIB, MIB + 1, 3 * MIB]) {
    const bytes = Buffer.alloc(size, 'body');
    const pieces = Array.from({ length: Math.ceil(size / 100_000) }, (_, at) =>
      bytes.subarray(at * 100_000, (at + 1) * 100_000),
    );
    const body = await wholeBody(Readable.from(pieces, { objectMode: false }), new AbortController().signal);
    t.equal((await openFiles()).length, size > MIB ? 1 : 0);
    t.ok(bytes.equals(await buffer(body)), `${size} bytes`);
    await poll(async () => (await openFiles()).length === 0 || undefined);
  }
});

t.test('a request that ends before its body leaves no file open, at whatever moment', async (t) => {
  for (let turns = 0; turns < 20; turns++) {
    const stop = new AbortController();
    const body = new PassThrough();
    body.write(Buffer.alloc(2 * MIB));
    const whole = wholeBody(body, stop.signal);
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    stop.abort(new Error('gone'));
    await t.rejects(whole, { message: 'gone' });
  }
  await poll(async () => (await openFiles()).length === 0 || undefined, { signal: AbortSignal.timeout(10_000) });
});

// Private

async function openFiles(): Promise<string[]> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return links.filter((path) => path.includes('rack-push-'));
}
