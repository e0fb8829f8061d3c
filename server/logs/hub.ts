import { setMaxListeners } from 'node:events';
import type { Database } from 'better-sqlite3';
import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import {
  type LogOrigin,
  type LogRecord,
  parseLogRecord,
  type RecordLine,
  type TaskEvent,
} from '../../wire/log-record.ts';
import type { StreamRecord } from '../aws/kinesis.ts';
import { Bell } from './bell.ts';
import { Consumer, type Reader } from './consumer.ts';
import { Copies } from './copies.ts';
import { Counts } from './counts.ts';
import { microseconds } from './format.ts';
import { type Bounds, History } from './history.ts';
import type { LogLine, LogPage, LogQuery, Logs } from './logs.ts';
import { TextPage } from './page.ts';
import { openDatabase } from './schema.ts';
import { Shards } from './shards.ts';

export interface LogsDeps {
  /** The SQLite file of the history. */
  path: string;
  reader: Reader;
  /** The ids of a process's copies that have stopped, as ECS knows it. */
  endedTasks(app: string, process: string): Promise<string[]>;
  log: Log;
  bounds?: Bounds;
  /** Told what befell a copy, once it is kept. */
  onTask?: (sign: TaskSign) => void;
  /** Given the records that hold no lines, which may come again; false where they are of no form that it knows. */
  onRecord?: (data: Uint8Array) => boolean;
}

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

/** What is kept of one app unless told otherwise. */
const BOUNDS: Bounds = { lines: 200_000, bytes: 64 * 1024 * 1024 };

/** Opens the logs of all apps. Lines come in from `start` on; what is kept can be read at once. */
export function openLogs(deps: LogsDeps): Hub {
  return new Hub(openDatabase(deps.path), deps);
}

/** Takes lines in from the stream, each once and in order, keeps them, and gives them to whoever asks. */
export class Hub implements Logs {
  private readonly database: Database;
  private readonly history: History;
  private readonly counts: Counts;
  private readonly copies: Copies;
  private readonly shards: Shards;
  private readonly bell = new Bell();
  private readonly consumer: Consumer;
  private readonly endedTasks: LogsDeps['endedTasks'];
  private readonly onTask: LogsDeps['onTask'];
  private readonly onRecord: LogsDeps['onRecord'];
  private readonly log: Log;
  private readonly stopping = new AbortController();
  private consuming: Promise<void> | undefined;

  constructor(database: Database, { reader, endedTasks, log, bounds, onTask, onRecord }: LogsDeps) {
    this.database = database;
    this.endedTasks = endedTasks;
    this.onTask = onTask;
    this.onRecord = onRecord;
    this.log = log;
    this.history = new History(database, bounds ?? BOUNDS);
    this.counts = new Counts(database);
    this.copies = new Copies(database);
    this.shards = new Shards(database);
    const take = (shard: string, record: StreamRecord) => this.take(shard, record);
    this.consumer = new Consumer({ reader, shards: this.shards, take, log });
  }

  async start(): Promise<void> {
    // Every shard listens.
    setMaxListeners(0, this.stopping.signal);
    this.counts.prune();
    this.copies.prune();
    this.consuming = this.consumer.run(this.stopping.signal);
  }

  /** Ends reading and closes the file; whoever follows comes to an end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.consuming;
    this.database.close();
  }

  /** Milliseconds by which what is kept is behind what the agents have sent; undefined before the first look. */
  get lag(): number | undefined {
    return this.consumer.lag;
  }

  write(app: string, part: string, message: string): void {
    const time = microseconds(new Date().toISOString());
    const lines = message.split('\n');
    this.transaction(() =>
      this.history.add(
        lines.map((each) => ({ app, time, source: 'rack', process: part, release: undefined, message: each })),
      ),
    );
    this.bell.ring(app);
  }

  query(app: string, query: LogQuery): LogLine[] {
    const lines: LogLine[] = [];
    let cursor = this.history.start(app, query);
    for (;;) {
      const page = this.history.page(app, query, cursor);
      for (const line of page.lines) lines.push(line);
      if (page.isLast) return lines;
      cursor = page.cursor;
    }
  }

  async *follow(app: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    const until = AbortSignal.any([signal, this.stopping.signal]);
    for await (const { lines } of this.pages(app, query, until))
      for (const line of lines) {
        if (until.aborted) return;
        yield line;
      }
  }

  async *pages(app: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogPage> {
    const until = AbortSignal.any([signal, this.stopping.signal]);
    let cursor = this.history.start(app, query);
    for (let isFirst = true; !until.aborted; isFirst = false) {
      const page = this.history.page(app, query, cursor);
      cursor = page.cursor;
      const lines = page.missed > 0 ? [skipped(app, page.missed), ...page.lines] : page.lines;
      if (isFirst || lines.length > 0) yield new TextPage(lines, cursor);
      // Nothing can come between an empty page and this wait: both happen in one go.
      else if (page.isLast) await this.bell.next(app, until);
    }
  }

  copyNumber(app: string, process: string, release: string, task: string): number {
    return this.copies.number(app, process, release, task);
  }

  taskEnded(task: string): void {
    this.copies.free(task);
  }

  forget(app: string): void {
    this.transaction(() => {
      this.history.forget(app);
      this.copies.forget(app);
      this.counts.forget(app);
    });
  }

  // Private

  /** One transaction for a record's lines, their sequence and the shard's place: a crash neither loses nor repeats. */
  private async take(shard: string, { sequenceNumber, data }: StreamRecord): Promise<void> {
    const record = parseLogRecord(data);
    if (!record && !this.onRecord?.(data))
      this.log.error(`record ${sequenceNumber} of ${shard} is of no known form and is passed over`);
    if (record && !this.copies.isKnown(record.task)) await this.freeEnded(record);
    let signs: TaskSign[] = [];
    this.transaction(() => {
      if (record) signs = this.keep(record);
      this.shards.advance(shard, sequenceNumber);
    });
    if (record) this.bell.ring(record.app);
    for (const sign of signs) this.onTask?.(sign);
  }

  /** A new copy may be heard before the end of the one that it replaces, which another shard tells; ECS knew it before. */
  private async freeEnded({ app, process }: LogRecord): Promise<void> {
    try {
      for (const task of await this.endedTasks(app, process)) this.copies.free(task);
    } catch (error) {
      this.log.error(`which copies of ${process} of ${app} have ended could not be asked: ${messageOf(error)}`);
    }
  }

  private keep(record: LogRecord): TaskSign[] {
    const fresh = this.counts.take(record);
    if (fresh.length === 0) return [];
    const { app, process, release, task } = record;
    const copy = `${process}.${this.copies.number(app, process, release, task)}`;
    this.history.add(fresh.map((line) => lineOf(record, copy, line)));
    if (fresh.some(({ event }) => event === 'stopped')) this.copies.free(task);
    return fresh.flatMap(({ event, time, message }) =>
      event === undefined ? [] : [{ app, process, release, task, copy, event, time, message }],
    );
  }

  private transaction(work: () => void): void {
    try {
      this.database.transaction(work)();
    } catch (error) {
      this.history.reload();
      throw error;
    }
  }
}

function lineOf({ app, release }: LogOrigin, copy: string, { time, stream, message }: RecordLine): LogLine {
  const source = stream === 'agent' ? 'rack' : 'app';
  return { app, time: microseconds(time), source, process: copy, release: release || undefined, message };
}

function skipped(app: string, count: number): LogLine {
  const time = microseconds(new Date().toISOString());
  return { app, time, source: 'rack', process: 'logs', release: undefined, message: `… ${count} lines skipped` };
}
