import t from 'tap';
import { plainLines, readEntry } from '../../../../agent/files/entries.ts';
import { json } from './json-file.ts';

const latin1 = (text: string) => Buffer.from(text).toString('latin1');

t.test('whole lines are taken as they are, at whatever byte the file ends', (t) => {
  const first = Buffer.byteLength(json('日本語 "quoted" \\ back\\n\n'));
  const bytes = Buffer.from(json('日本語 "quoted" \\ back\\n\n') + json('😀 done\r\n', 'stderr'));
  for (let end = 0; end < bytes.length; end++) {
    const complete = end < first ? 0 : 1;
    t.strictSame(plainLines(bytes.toString('latin1', 0, end), 0), { count: complete, end: complete * first });
  }
  t.strictSame(plainLines(bytes.toString('latin1'), 0), { count: 2, end: bytes.length });
  t.strictSame(plainLines(bytes.toString('latin1'), first), { count: 1, end: bytes.length });
  t.end();
});

t.test('what is no whole line is left to be read as JSON', (t) => {
  const odd = [
    json('a piece'),
    json('a piece that ends with a backslash and an n: \\n'),
    json('a piece that ends with a backslash \\'),
    json(''),
    '{"stream":"stdout","log":"x\\n","time":"2026-11-22T21:31:00Z"}\n',
    '{"log":"x\\n","stream":"stdout","attrs":{"label":"a value"},"time":"2026-11-22T21:31:00.123456789Z"}\n',
    `{"log":"half of a${json('after\n')}`,
    `{"log":"half of a\\n","stream":"stdout","time":"2026-${json('after\n')}`,
    `\0\0\0\0${json('after\n')}`,
    'nonsense\n',
    '\n',
  ];
  for (const text of odd) t.strictSame(plainLines(latin1(text + json('next\n')), 0), { count: 0, end: 0 }, text);
  t.end();
});

t.test('an entry is read in whatever form it has', (t) => {
  const text = (entry: string) => readEntry(Buffer.from(entry))?.text;
  t.equal(text('{"stream":"stderr","log":"x\\n","attrs":{},"time":"2026-11-22T21:31:00Z"}\n'), 'x');
  t.equal(text(`{"log":"half of a${json('after\n')}`), 'after', 'after a power cut');
  t.equal(text(`\0\0${json('after\n')}`), 'after');
  t.equal(text('nonsense\n'), undefined);
  t.strictSame(readEntry(Buffer.from(json('日本\n', 'stderr'))), {
    time: '2026-11-22T21:31:00.000000000Z',
    stream: 'stderr',
    text: '日本',
    endsLine: true,
    size: Buffer.byteLength(json('日本\n', 'stderr')),
  });
  t.equal(readEntry(Buffer.from(json('piece')))?.endsLine, false);
  t.end();
});
