import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { type LogOrigin, type LogRecord, parseLogRecord, type TaskEvent } from '../../wire/log-record.ts';
import type { StreamRecord } from '../aws/kinesis.ts';
import type { Copies } from './copies.ts';
import type { Counts } from './counts.ts';
import type { History } from './history.ts';
import type { LogLine } from './logs.ts';
import { PassedOver } from './passed-over.ts';
import type { Shards } from './shards.ts';

/** Others have their turn after so many milliseconds of taking records in. */
const TURN_MS = 10;

/** What an agent says of a copy of a process. */
export interface TaskSign extends Pick<LogOrigin, 'app' | 'process' | 'release' | 'task'> {
  /** `web.1` */
  copy: string;
  event: TaskEvent;
  /** RFC 3339, in UTC. */
  time: string;
  /** `exited with code 1` */
  message: string;
}

export interface IntakeDeps {
  database: Database;
  history: History;
  counts: Counts;
  copies: Copies;
  shards: Shards;
  /** The ids of a process's copies that have stopped, as ECS knows it. */
  endedTasks(app: string, process: string): Promise<string[]>;
  log: Log;
  /** Given the lines of an app once they are kept. */
  kept(app: string, lines: readonly LogLine[]): void;
  /** Told what befell a copy, once it is kept. */
  onTask?: ((sign: TaskSign) => void) | undefined;
  /** Given the records that hold no lines, which may come again; false where they are of no form that it knows. */
  onRecord?: ((data: Uint8Array) => boolean) | undefined;
}

/** A record of the stream, read; `lines` is undefined where it holds none. */
interface Taken {
  sequenceNumber: string;
  data: Uint8Array;
  lines: LogRecord | undefined;
}

/** Takes records in, each line once and in order. */
export class Intake {
  private readonly deps: IntakeDeps;
  private readonly passedOver: PassedOver;

  constructor(deps: IntakeDeps) {
    this.deps = deps;
    this.passedOver = new PassedOver(deps.log);
  }

  /** Takes records of a shard in, as many in one transaction as a turn is long. */
  async take(shard: string, records: readonly StreamRecord[], signal: AbortSignal): Promise<void> {
    for (let at = 0; at < records.length && !signal.aborted; ) {
      const turn = this.read(shard, records, at);
      const [first] = turn;
      if (first?.lines && !this.deps.copies.isKnown(first.lines.task)) await this.freeEnded(first.lines);
      this.keep(shard, turn);
      at += turn.length;
      await breathe();
    }
  }

  /** Nothing is taken any more: what is left to be told is told. */
  stop(): void {
    this.passedOver.stop();
  }

  // Private

  /** The next records. One of a task that is not known is the first of its turn: what was before it has to be kept already. */
  private read(shard: string, records: readonly StreamRecord[], from: number): Taken[] {
    const turn: Taken[] = [];
    const end = performance.now() + TURN_MS;
    for (let at = from; at < records.length && performance.now() < end; at += 1) {
      const { sequenceNumber, data } = records[at]!;
      const lines = parseLogRecord(data);
      if (turn.length > 0 && lines && !this.deps.copies.isKnown(lines.task)) break;
      if (!lines && !this.deps.onRecord?.(data)) this.passedOver.note(shard, sequenceNumber);
      turn.push({ sequenceNumber, data, lines });
    }
    return turn;
  }

  /** A new copy may be heard before the end of the one that it replaces, which another shard tells; ECS knew it before. */
  private async freeEnded({ app, process }: LogRecord): Promise<void> {
    const { endedTasks, copies, log } = this.deps;
    try {
      for (const task of await endedTasks(app, process)) copies.free(task);
    } catch (error) {
      log.error(`which copies of ${process} of ${app} have ended could not be asked: ${messageOf(error)}`);
    }
  }

  /** One transaction for the lines, their sequences and the shard's place: a crash neither loses nor repeats. */
  private keep(shard: string, turn: readonly Taken[]): void {
    const { database, history, shards, kept, onTask } = this.deps;
    const arrived = new Map<string, LogLine[]>();
    const signs: TaskSign[] = [];
    try {
      database.transaction(() => {
        for (const taken of turn) this.keepRecord(taken, arrived, signs);
        shards.advance(shard, turn.at(-1)!.sequenceNumber);
      })();
    } catch (error) {
      history.reload();
      throw error;
    }
    for (const [app, lines] of arrived) kept(app, lines);
    for (const sign of signs) onTask?.(sign);
  }

  private keepRecord({ lines: record, data }: Taken, arrived: Map<string, LogLine[]>, signs: TaskSign[]): void {
    if (!record) return;
    const { counts, copies, history } = this.deps;
    const lines = counts.take(record);
    if (lines.length === 0) return;
    const { app, process, release, task } = record;
    const copy = `${process}.${copies.number(app, process, release, task)}`;
    const packed = lines.length === record.lines.length ? data : undefined;
    const added = history.add({ app, process: copy, release: release || undefined }, { ...record, lines }, packed);
    const before = arrived.get(app);
    if (before) for (const line of added) before.push(line);
    else arrived.set(app, added);
    for (const { event, time, message } of lines) {
      if (event !== undefined) signs.push({ app, process, release, task, copy, event, time, message });
      if (event === 'stopped') copies.free(task);
    }
  }
}
