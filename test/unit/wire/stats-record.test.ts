import t from 'tap';
import { parseLogRecord } from '../../../wire/log-record.ts';
import { parseStatsRecord, type StatsRecord, writeStatsRecord } from '../../../wire/stats-record.ts';

const RECORD: StatsRecord = {
  instance: 'i-1',
  at: '2026-11-22T21:31:00.000Z',
  seconds: 10,
  machine: {
    ...{ cpu: 0.12346, cores: 2, load: 1.5, memory: 4096, memoryTotal: 8192 },
    ...{ disk: 1, diskTotal: 2, networkIn: 3, networkOut: 4 },
  },
  containers: [],
};

t.test('a record is read as it was written, and is none of lines', async (t) => {
  const data = writeStatsRecord(RECORD);
  t.same(parseStatsRecord(data), RECORD);
  t.equal(parseLogRecord(data), undefined);
});

t.test('what is of another form is none', async (t) => {
  const texts = [
    '',
    '{"v":1,"app":"x"}\n',
    '{"stats":2,"at":"2026-11-22T21:31:00.000Z"}',
    '{"stats":1,',
    '{"stats":1,"at":1}',
  ];
  for (const text of texts) t.equal(parseStatsRecord(Buffer.from(text)), undefined, text);
});
