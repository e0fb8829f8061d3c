import t from 'tap';
import { unframed } from '../../../agent/docker/frames.ts';

t.test('outputs come out of frames, however the bytes are cut', async (t) => {
  const bytes = Buffer.concat([frame(1, 'one'), frame(2, ''), frame(2, 'error'), frame(1, 'x'.repeat(300))]);
  for (const size of [1, 7, 8, 9, 1000]) {
    const found = { in: '', out: '', err: '' };
    for await (const { part, bytes: piece } of unframed(cut(bytes, size))) found[part] += piece;
    t.same(found, { in: '', out: `one${'x'.repeat(300)}`, err: 'error' }, `pieces of ${size}`);
  }
});

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
