import t from 'tap';
import { LineSplitter, lines } from '../../../lib/lines.ts';

t.test('chunks are cut into lines wherever they end', (t) => {
  const splitter = new LineSplitter();
  t.same(splitter.push('one\ntw'), ['one']);
  t.same(splitter.push('o\r\n\nthr'), ['two', '']);
  t.same(splitter.flush(), ['thr']);
  t.same(splitter.flush(), []);
  t.end();
});

t.test('a character that a chunk boundary cuts stays whole', async (t) => {
  const bytes = Buffer.from('grüße 🚀\nende');
  for (let at = 0; at <= bytes.length; at++) {
    const found: string[] = [];
    for await (const line of lines(chunks(bytes.subarray(0, at), bytes.subarray(at)))) found.push(line);
    t.same(found, ['grüße 🚀', 'ende'], `cut at ${at}`);
  }
});

async function* chunks(...parts: Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}
