import { setImmediate as breathe } from 'node:timers/promises';
import type { RecordStore } from './record-store.ts';
import type { Shard, Stream, Streams } from './streams.ts';

/** Records that arrived before this time are no longer kept. */
export function horizon(stream: Stream, now = Date.now()): number {
  return now - stream.retentionHours * HOUR;
}

/** Drops what is older than its stream keeps, and all of streams that were deleted, a little at a time. */
export async function trimAll(streams: Streams, store: RecordStore): Promise<void> {
  for (const stream of streams.list()) forgetExpired(streams, stream);
  const owners = new Map(streams.list().flatMap((stream) => stream.shards.map(({ key }) => [key, stream] as const)));
  for (const shard of store.shards()) {
    const stream = owners.get(shard);
    const before = stream ? store.positionAt(shard, horizon(stream)) : store.next(shard);
    while (store.trim(shard, before, CHUNK)) await breathe();
    if (!stream) store.removeShard(shard);
  }
}

/** The shards that may still hold records: a closed one ends when the last of them is too old. */
export function retained(stream: Stream): Shard[] {
  return stream.shards.filter(({ closed }) => closed === undefined || closed.at >= horizon(stream));
}

// Private

function forgetExpired(streams: Streams, stream: Stream): void {
  const shards = retained(stream);
  if (shards.length < stream.shards.length) streams.put({ ...stream, shards });
}

const HOUR = 3600 * 1000;

/** So few that puts and reads wait at most some milliseconds. */
const CHUNK = 2000;
