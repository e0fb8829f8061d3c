import type { Position } from '../../../../server/aws/kinesis.ts';
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
  /** How many of the oldest records of a shard are not kept any more. */
  readonly dropped = new Map<string, number>();

  put(record: LogRecord, shard = 's1'): void {
    this.of(shard).push(writeLogRecord(record));
  }

  putBytes(bytes: Uint8Array): void {
    this.of('s1').push(bytes);
  }

  async shards(): Promise<{ id: string; parents: string[] }[]> {
    return [...this.parents].map(([id, parents]) => ({ id, parents }));
  }

  async iterator(shard: string, position: Position): Promise<string> {
    this.iterators += 1;
    if (typeof position !== 'object') return `${shard}:0`;
    return `${shard}:${'at' in position ? Number(position.at) : Number(position.after) + 1}`;
  }

  async read(iterator: string) {
    const failure = this.failures.shift();
    if (failure) throw failure;
    const [shard, place] = iterator.split(':') as [string, string];
    const index = Math.max(Number(place), this.dropped.get(shard) ?? 0);
    const all = this.of(shard);
    const end = Math.min(all.length, index + this.most);
    const records = all.slice(index, end).map((data, at) => ({
      data,
      sequenceNumber: String(index + at),
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
