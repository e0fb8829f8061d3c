/**
 * What the log hub takes of a CPU, without stream, containers and sockets: `node dist/bench/logs-hub.js`. Lines go from records
 * into the history on disk, and to readers that throw their text away.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../lib/retry.ts';
import type { StreamRecord } from '../server/aws/kinesis.ts';
import type { Reader } from '../server/logs/consumer.ts';
import { formatLine } from '../server/logs/format.ts';
import { type Hub, openLogs } from '../server/logs/hub.ts';
import type { LogForm, LogLine } from '../server/logs/logs.ts';
import { writeLogRecord } from '../wire/log-record.ts';

const PLAIN: LogForm = { name: 'plain', write: (line) => `${formatLine(line)}\n` };
const TEXT = 'GET /articles/4711 200 in 12 ms, 5120 bytes, for 198.51.100.7 with curl/8.5.0 (id';

interface Load {
  /** Lines of a record, records of an answer of the stream, and answers. */
  lines: number;
  records: number;
  answers: number;
}

/** What 50,000 lines a second are, and what 1,000 are, whose records are of 25 ms each. */
const FULL: Load = { lines: 1000, records: 10, answers: 40 };
const CALM: Load = { lines: 25, records: 8, answers: 40 };

/** A stream of one shard, whose records are there already; the hub asks five times a second. */
class Source implements Reader {
  private readonly answers: StreamRecord[][] = [];

  constructor({ lines, records, answers }: Load) {
    let sequence = 0;
    const time = () => new Date(Date.UTC(2026, 10, 22) + sequence).toISOString().replace('Z', '123456Z');
    for (let answer = 0; answer < answers; answer++) {
      const ofAnswer = Array.from({ length: records }, (_, at) => {
        const printed = Array.from({ length: lines }, () => {
          sequence += 1;
          return { time: time(), sequence, stream: 'stdout' as const, message: `${TEXT} ${sequence})` };
        });
        const origin = { app: 'hello', process: 'web', release: 'R1', task: 't1', container: 't1' };
        const data = writeLogRecord({ ...origin, lines: printed });
        return { sequenceNumber: `${answer * records + at + 1}`, data, arrivedAt: undefined };
      });
      this.answers.push(ofAnswer);
    }
  }

  async shards() {
    return [{ id: 's1', parents: [] }];
  }

  async iterator() {
    return 'next';
  }

  async read() {
    return { records: this.answers.shift() ?? [], next: 'next', behindMs: 0 };
  }
}

/** CPU milliseconds per 1,000 lines, and lines a second of one core. */
async function measure(load: Load, readers: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rack-bench-'));
  const source = new Source(load);
  const count = load.lines * load.records * load.answers;
  const log = { info: () => {}, error: console.error };
  const hub = openLogs({ path: join(folder, 'logs.db'), reader: source, endedTasks: async () => [], log });
  const enough = new AbortController();
  const reading: Promise<unknown>[] = Array.from({ length: readers }, () => read(hub, count, enough.signal));
  if (readers === 0) reading.push(waitFor(hub, count));
  await hub.start();
  const before = process.cpuUsage();
  await Promise.all(reading);
  const { user, system } = process.cpuUsage(before);
  enough.abort();
  await hub.stop();
  await rm(folder, { recursive: true });
  return (user + system) / count;
}

/** Reads all lines as text, in order, and throws them away. */
async function read(hub: Hub, count: number, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  let last = 0;
  for await (const page of hub.pages('hello', { num: 0 }, signal)) {
    bytes += page.text(PLAIN).length;
    for (const { number } of ends(page.lines)) {
      if (number! < last) throw new Error(`line ${number} came after ${last}`);
      last = number!;
    }
    if (page.cursor === count) break;
  }
  return bytes;
}

/** Waits for the last line without following. */
async function waitFor(hub: Hub, count: number): Promise<void> {
  await poll(async () => (hub.query('hello', { after: count - 1 }).length > 0 ? true : undefined));
}

function ends(lines: readonly LogLine[]): LogLine[] {
  return lines.length === 0 ? [] : [lines[0]!, lines.at(-1)!];
}

for (const [name, load] of Object.entries({ '50,000 lines/s': FULL, '1,000 lines/s': CALM })) {
  await measure({ ...load, answers: 5 }, 1);
  const [none, one, many] = [await measure(load, 0), await measure(load, 1), await measure(load, 1000)];
  const show = (figure: number) => `${figure.toFixed(2)} ms`;
  console.log(
    `as at ${name}: CPU per 1,000 lines ${show(none)} without readers, ${show(one)} with one, ${show(many)} with 1,000: ${(many / one).toFixed(2)} times`,
  );
}
