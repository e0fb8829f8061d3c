import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import type { StreamReader } from '../aws/kinesis.ts';
import type { Shards } from './shards.ts';

/** No stream keeps its records for less. */
const SHORTEST_RETENTION_MS = 24 * 60 * 60 * 1000;
/** Kinesis may answer with nothing, and say that there is more; it answers five reads a second. */
const MOST_READS = 20;
const READ_EVERY_MS = 200;
/** How often it is noted how far a shard was read: a shard may be quiet for days. */
const NOTE_EVERY_MS = 60_000;

/** Where reading a shard goes on after it was broken off. What the stream has dropped meanwhile is told, for it is lost. */
export class Resumption {
  private readonly deps: {
    reader: Pick<StreamReader, 'iterator' | 'read'>;
    shards: Shards;
    log: Log;
    /** Milliseconds since 1970. */
    clock: () => number;
  };
  private readonly notedAt = new Map<string, number>();

  constructor(deps: Resumption['deps']) {
    this.deps = deps;
  }

  /** The iterator behind what was taken of a shard, or at its oldest record. */
  async iterator(shard: string): Promise<string> {
    const { reader, shards } = this.deps;
    const after = shards.checkpoint(shard);
    if (after === undefined) return reader.iterator(shard, 'oldest');
    try {
      await this.tellLoss(shard, after);
      return await reader.iterator(shard, { after });
    } catch (error) {
      if ((error as Error).name !== 'InvalidArgumentException') throw error;
      this.deps.log.error(
        `shard ${shard} of the log stream does not know record ${after}, where reading was left: lines may be missing from the apps' logs; it is read from its oldest record`,
      );
      return reader.iterator(shard, 'oldest');
    }
  }

  /** A shard was read until so many milliseconds ago. */
  reached(shard: string, behindMs: number): void {
    const now = this.deps.clock();
    if (now - (this.notedAt.get(shard) ?? Number.NEGATIVE_INFINITY) < NOTE_EVERY_MS) return;
    this.notedAt.set(shard, now);
    this.deps.shards.reached(shard, now - behindMs);
  }

  /** Ends the shards that were being read and are not listed any more: the stream has dropped them with what was in them. */
  endDropped(listed: ReadonlySet<string>): void {
    const { shards, log } = this.deps;
    for (const shard of shards.unfinished()) {
      if (listed.has(shard)) continue;
      log.error(
        `shard ${shard} is gone from the log stream before its end was read${since(shards.reachedAt(shard))}: lines may be missing from the apps' logs`,
      );
      shards.end(shard);
    }
  }

  // Private

  /** A stream whose last taken record is still there has dropped none of those behind it. */
  private async tellLoss(shard: string, checkpoint: string): Promise<void> {
    const { shards, log, clock } = this.deps;
    const reachedAt = shards.reachedAt(shard);
    if (reachedAt === undefined || clock() - reachedAt < SHORTEST_RETENTION_MS) return;
    if ((await this.firstFrom(shard, checkpoint)) === checkpoint) return;
    log.error(
      `shard ${shard} of the log stream has dropped record ${checkpoint}, where reading was left${since(reachedAt)}: lines that came behind it may be missing from the apps' logs`,
    );
    // Told once: what comes next is read from here on.
    shards.reached(shard, clock());
  }

  /** The number of the first record from a place on, as far as one is found. */
  private async firstFrom(shard: string, at: string): Promise<string | undefined> {
    const { reader } = this.deps;
    let iterator: string | undefined = await reader.iterator(shard, { at });
    for (let reads = 0; iterator !== undefined && reads < MOST_READS; reads += 1) {
      const { records, next, behindMs } = await reader.read(iterator);
      if (records.length > 0 || behindMs === 0) return records[0]?.sequenceNumber;
      await sleep(READ_EVERY_MS);
      iterator = next;
    }
    return undefined;
  }
}

// Private

function since(reachedAt: number | undefined): string {
  return reachedAt === undefined ? '' : `, at ${new Date(reachedAt).toISOString()}`;
}
