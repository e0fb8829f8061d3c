import t from 'tap';
import { countOf, type LogRecord, parseLogRecord, writeLogRecord } from '../../../wire/log-record.ts';

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

t.test('bytes that are no record, or of another version, are undefined', (t) => {
  for (const text of ['', 'hello\n', '{"v":2,"app":"a"}\n', '{"v":1}\n{"t":'])
    t.equal(parseLogRecord(Buffer.from(text)), undefined);
  t.end();
});

t.test('what the process prints is counted apart from what is said of it', (t) => {
  t.strictSame(record.lines.map(countOf), ['printed', 'stopped']);
  t.end();
});
