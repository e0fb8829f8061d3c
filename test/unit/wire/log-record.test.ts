import { gzipSync } from 'node:zlib';
import t from 'tap';
import {
  countOf,
  type LogRecord,
  MOST_BODY_BYTES,
  packLogRecord,
  parseLogRecord,
  writeEntry,
  writeLogRecord,
} from '../../../wire/log-record.ts';

const record: LogRecord = {
  app: 'hello',
  process: 'web',
  release: 'RABCDEFGHI',
  task: '0123',
  container: 'abcdef',
  lines: [
    {
      time: '2026-11-22T21:31:00.123456789Z',
      sequence: 1,
      stream: 'stdout',
      message: 'a "line"\u2028 \u0000 of 日本 😀',
    },
    { time: '2026-11-22T21:31:00.2Z', sequence: 2, stream: 'agent', event: 'stopped', message: 'exited with code 1' },
  ],
};

t.test('a record is read as it was written', (t) => {
  t.strictSame(parseLogRecord(writeLogRecord(record)), record);
  t.end();
});

const { lines: _, ...origin } = record;
const entry = (log: string) => writeEntry({ log, stream: 'stdout', time: '2026-11-22T21:31:00Z' });

t.test('printed lines count up from the number in the header, compressed or not', async (t) => {
  for (const count of [2, 100, 2000]) {
    const body = Buffer.from(entry('one\n') + entry('two\r\n').repeat(count - 1));
    const data = await packLogRecord(origin, 41, body);
    const parsed = parseLogRecord(data);
    t.strictSame(
      parsed?.lines.slice(0, 2).map(({ sequence, message }) => [sequence, message]),
      [
        [41, 'one'],
        [42, 'two'],
      ],
    );
    t.equal(parsed?.lines.at(-1)?.sequence, 40 + count);
    t.equal(data.length < body.length, count > 2);
  }
});

t.test('lines of the largest body, written anew without the first, are read', async (t) => {
  const count = Math.floor(MOST_BODY_BYTES / entry('x\n').length);
  const data = await packLogRecord(origin, 1_000_000, Buffer.from(entry('x\n').repeat(count)));
  const whole = parseLogRecord(data) as LogRecord;
  const rest = { ...whole, lines: whole.lines.slice(1) };
  t.equal(rest.lines.length, count - 1);
  t.strictSame(parseLogRecord(writeLogRecord(rest)), rest);
  t.end();
});

t.test('numbers that are left out are missing in what is read, and a line keeps its carriage return', (t) => {
  const lines = [5, 6, 9, 10].map((sequence) => ({ ...record.lines[0]!, sequence, message: `${sequence}\r` }));
  t.strictSame(parseLogRecord(writeLogRecord({ ...record, lines })), { ...record, lines });
  t.end();
});

t.test('a record of version 1, as earlier agents wrote it, is read', (t) => {
  const text = [
    '{"v":1,"app":"hello","process":"web","release":"RABCDEFGHI","task":"0123","container":"abcdef"}',
    JSON.stringify({ t: record.lines[0]?.time, n: 1, s: 'stdout', m: record.lines[0]?.message }),
    JSON.stringify({ t: record.lines[1]?.time, n: 2, s: 'agent', m: record.lines[1]?.message, e: 'stopped' }),
  ];
  t.strictSame(parseLogRecord(Buffer.from(`${text.join('\n')}\n`)), record);
  t.end();
});

t.test('bytes that are no record, or of another version, are undefined', (t) => {
  const header = '{"v":2,"app":"a","n":1,"encoding":"gzip"}\n';
  const bomb = Buffer.concat([Buffer.from(header), gzipSync(Buffer.alloc(10 * 1024 * 1024, entry('x\n')))]);
  const torn = Buffer.concat([Buffer.from(header), gzipSync(entry('x\n')).subarray(0, -5)]);
  const texts = [
    '',
    'hello\n',
    '{"v":3,"app":"a"}\n',
    '{"v":1}\n{"t":',
    '{"v":2}\n{"log":',
    '{"v":2,"encoding":"br"}\nx',
  ];
  for (const data of [bomb, torn, ...texts.map((text) => Buffer.from(text))]) t.equal(parseLogRecord(data), undefined);
  t.end();
});

t.test('what the process prints is counted apart from what is said of it', (t) => {
  t.strictSame(record.lines.map(countOf), ['printed', 'stopped']);
  t.end();
});
