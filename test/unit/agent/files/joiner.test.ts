import t from 'tap';
import { type FileEntry, readEntry } from '../../../../agent/files/entries.ts';
import { CONTINUES, LineJoiner } from '../../../../agent/files/joiner.ts';
import { json } from './json-file.ts';

const PIECE = 16 * 1024;

function joined(...entries: string[]): { messages: string[]; joiner: LineJoiner } {
  const joiner = new LineJoiner();
  const lines = entries.flatMap((entry) => joiner.push(readEntry(Buffer.from(entry)) as FileEntry));
  return { messages: lines.map(({ text }) => text), joiner };
}

t.test('pieces become one line, stdout and stderr apart', (t) => {
  const { messages } = joined(
    json('a'.repeat(PIECE)),
    json('error\n', 'stderr'),
    json('b', 'stderr'),
    json('end\n'),
    json('c\n', 'stderr'),
  );
  t.strictSame(messages, ['error', `${'a'.repeat(PIECE)}end`, 'bc']);
  t.end();
});

t.test('a line of 300 KB is told in two parts, of which the first says so', (t) => {
  const pieces = Array.from({ length: 18 }, () => json('x'.repeat(PIECE)));
  const { messages } = joined(...pieces, json('y\n'));
  t.strictSame(
    messages.map((message) => message.length),
    [256 * 1024 + CONTINUES.length, 2 * PIECE + 1],
  );
  t.ok(messages[0]?.endsWith(CONTINUES));
  t.end();
});

t.test('control characters, which take six bytes each, still fit into a record', (t) => {
  const pieces = Array.from({ length: 16 }, () => json('\u0001'.repeat(PIECE)));
  const { messages } = joined(...pieces, json('\n'));
  t.equal(messages.join('').replaceAll(CONTINUES, '').length, 16 * PIECE);
  for (const message of messages) t.ok(Buffer.byteLength(JSON.stringify(message)) < 385 * 1024);
  t.end();
});

t.test('a line is whole when its 256 KiB end with the last piece', (t) => {
  const { messages, joiner } = joined(...Array.from({ length: 16 }, () => json('x'.repeat(PIECE))), json('\n'));
  t.strictSame(messages, ['x'.repeat(16 * PIECE)]);
  t.ok(joiner.isEmpty);
  t.end();
});

t.test('what is open at the end is told by flush', (t) => {
  const { messages, joiner } = joined(json('half'));
  t.strictSame(messages, []);
  t.notOk(joiner.isEmpty);
  t.strictSame(
    joiner.flush().map(({ text }) => text),
    ['half'],
  );
  t.ok(joiner.isEmpty);
  t.end();
});
