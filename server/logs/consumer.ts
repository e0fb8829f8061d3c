import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { pause } from '../../lib/pause.ts';
import { type Pace, waits } from '../../lib/retry.ts';
import type { StreamReader } from '../aws/kinesis.ts';
import type { Intake } from './intake.ts';
import { Resumption } from './resumption.ts';
import type { Shards } from './shards.ts';

export type Reader = Pick<StreamReader, 'shards' | 'iterator' | 'read'>;

/** Kinesis answers five reads a second and shard: to read on at once after a full answer is to be refused. */
const READ_EVERY_MS = 200;
/** Splits and merges are rare, and the end of a shard is a reason to look at once. */
const LIST_EVERY_MS = 30_000;
/** So many refusals in a row are told even where one is nothing. */
const FAILURES_TO_TELL = 5;
const AFTER_ERROR: Pace = { first: 250, factor: 2, most: 10_000 };

/** Reads all shards of the stream, one reader each, from where they were left. */
export class Consumer {
  private readonly deps: {
    reader: Reader;
    shards: Shards;
    intake: Pick<Intake, 'take'>;
    log: Log;
    /** Milliseconds since 1970. */
    clock?: (() => number) | undefined;
  };
  private readonly resumption: Resumption;
  private readonly running = new Map<string, Promise<void>>();
  /** Shard → how far its reader was behind at its last look. */
  private readonly behind = new Map<string, number>();

  constructor(deps: Consumer['deps']) {
    this.deps = deps;
    this.resumption = new Resumption({ ...deps, clock: deps.clock ?? Date.now });
  }

  /** Milliseconds by which the reader that is furthest behind was so at its last look; undefined before the first one. */
  get lag(): number | undefined {
    return this.behind.size === 0 ? undefined : Math.max(...this.behind.values());
  }

  /** Reads until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let pace = waits(AFTER_ERROR);
    while (!signal.aborted) {
      try {
        await this.startReaders(signal);
        pace = waits(AFTER_ERROR);
        await Promise.race([pause(LIST_EVERY_MS, signal), ...this.running.values()]);
      } catch (error) {
        this.complain('the log stream could not be listed', error, signal);
        await pause(pace.next().value, signal);
      }
    }
    await Promise.all(this.running.values());
  }

  // Private

  private async startReaders(signal: AbortSignal): Promise<void> {
    const { reader, shards } = this.deps;
    const listed = await reader.shards();
    const ids = new Set(listed.map(({ id }) => id));
    this.resumption.endDropped(ids);
    for (const { id, parents } of listed) {
      // A task's later lines are in the child shard: read before the parent, they would make the earlier look like repeats.
      const isNext = parents.every((parent) => !ids.has(parent) || shards.hasEnded(parent));
      if (!isNext || shards.hasEnded(id) || this.running.has(id)) continue;
      this.running.set(
        id,
        this.readShard(id, signal).finally(() => {
          this.running.delete(id);
          this.behind.delete(id);
        }),
      );
    }
  }

  private async readShard(shard: string, signal: AbortSignal): Promise<void> {
    let pace = waits(AFTER_ERROR);
    let iterator: string | undefined;
    for (let failures = 0; !signal.aborted; ) {
      const due = performance.now() + READ_EVERY_MS;
      try {
        iterator ??= await this.resumption.iterator(shard);
        iterator = await this.read(shard, iterator, signal);
        if (signal.aborted) return;
        if (iterator === undefined) return this.deps.shards.end(shard);
        if (failures > 0) pace = waits(AFTER_ERROR);
        failures = 0;
        await pause(due - performance.now(), signal);
      } catch (error) {
        failures += 1;
        // What was refused for coming too often is asked again as it was.
        if (!isThrottled(error)) iterator = undefined;
        if (isWorthTelling(error, failures))
          this.complain(`shard ${shard} of the log stream could not be read`, error, signal);
        await pause(isExpired(error) ? 0 : jittered(pace.next().value), signal);
      }
    }
  }

  /** The iterator after these records; undefined at the end of the shard. */
  private async read(shard: string, iterator: string, signal: AbortSignal): Promise<string | undefined> {
    const { records, next, behindMs } = await this.deps.reader.read(iterator, signal);
    this.behind.set(shard, behindMs);
    await this.deps.intake.take(shard, records, signal);
    if (!signal.aborted) this.resumption.reached(shard, behindMs);
    return next;
  }

  private complain(what: string, error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) this.deps.log.error(`${what}, trying again: ${messageOf(error)}`);
  }
}

function isExpired(error: unknown): boolean {
  return (error as Error).name === 'ExpiredIteratorException';
}

/** A shard answers five reads and two megabytes a second, to all its readers together. */
function isThrottled(error: unknown): boolean {
  return ['ProvisionedThroughputExceededException', 'LimitExceededException'].includes((error as Error).name);
}

/** Iterators expire where a server was held up, and shards are busy at times: neither is news before it lasts. */
function isWorthTelling(error: unknown, failures: number): boolean {
  return !(isExpired(error) || isThrottled(error)) || failures >= FAILURES_TO_TELL;
}

function jittered(milliseconds: number): number {
  return milliseconds * (0.5 + Math.random() / 2);
}
