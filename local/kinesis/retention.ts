import { setImmediate as breathe } from 'node:timers/promises';
import type { RecordStore } from './record-store.ts';
import type { Stream, Streams } from './streams.ts';

/** Records that arrived before this time are no longer kept. */
export function horizon(stream: Stream, now = Date.now()): number {
  return now - stream.retentionHours * HOUR;
}

/** Drops what is older than its stream keeps, and all of streams that were deleted, a little at a time. */
export async function trimAll(streams: Streams, store: RecordStore): Promise<void> {
  const owners = new Map(streams.list().flatMap((stream) => stream.shards.map(({ key }) => [key, stream] as const)));
  for (const shard of store.shards()) {
    const stream = owners.get(shard);
    const before = stream ? store.positionAt(shard, horizon(stream)) : store.next(shard);
    while (store.trim(shard, before, CHUNK)) await breathe();
    if (!stream) store.removeShard(shard);
  }
}

// Private

const HOUR = 3600 * 1000;

/** So few that puts and reads wait at most some milliseconds. */
const CHUNK = 2000;
