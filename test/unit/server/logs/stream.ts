import type { Reader } from '../../../../server/logs/consumer.ts';
import { type LogRecord, type RecordLine, writeLogRecord } from '../../../../wire/log-record.ts';

export const quiet = { info: () => {}, error: () => {} };

export function line(sequence: number, message = `line ${sequence}`): RecordLine {
  return { time: '2026-11-22T21:31:00.123456789Z', sequence, stream: 'stdout', message };
}

export function stopped(sequence: number): RecordLine {
  return { ...line(sequence, 'exited with code 1'), stream: 'agent', event: 'stopped' };
}

export function record(lines: RecordLine[], more: Partial<LogRecord> = {}): LogRecord {
  return { app: 'hello', process: 'web', release: 'R1', task: 't1', container: 't1', ...more, lines };
}

/** A stream in memory. An iterator is `shard:index`; a sequence number is the index of its record. */
export class FakeStream implements Reader {
  readonly parents = new Map<string, string[]>([['s1', []]]);
  readonly closed = new Set<string>();
  /** Thrown by the next calls of `read`, first to last. */
  readonly failures: Error[] = [];
  /** How many iterators were asked for. */
  iterators = 0;
  /** Records of one answer at most. */
  most = Number.POSITIVE_INFINITY;
  private readonly records = new Map<string, Uint8Array[]>();

  put(record: LogRecord, shard = 's1'): void {
    this.of(shard).push(writeLogRecord(record));
  }

  putBytes(bytes: Uint8Array): void {
    this.of('s1').push(bytes);
  }

  async shards(): Promise<{ id: string; parents: string[] }[]> {
    return [...this.parents].map(([id, parents]) => ({ id, parents }));
  }

  async iterator(shard: string, position: { after: string } | 'oldest' | 'latest'): Promise<string> {
    this.iterators += 1;
    return `${shard}:${typeof position === 'object' ? Number(position.after) + 1 : 0}`;
  }

  async read(iterator: string) {
    const failure = this.failures.shift();
    if (failure) throw failure;
    const [shard, index] = iterator.split(':') as [string, string];
    const all = this.of(shard);
    const end = Math.min(all.length, Number(index) + this.most);
    const records = all.slice(Number(index), end).map((data, at) => ({
      data,
      sequenceNumber: String(Number(index) + at),
      arrivedAt: undefined,
    }));
    return { records, next: this.closed.has(shard) && end === all.length ? undefined : `${shard}:${end}`, behindMs: 0 };
  }

  private of(shard: string): Uint8Array[] {
    const all = this.records.get(shard) ?? [];
    this.records.set(shard, all);
    return all;
  }
}
