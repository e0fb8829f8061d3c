import type { Shard, Stream } from './streams.ts';

/**
 * A record's sequence number on the wire: 56 digits that rise with its position in its shard, and tell stream and shard
 * by their first 40: `49`, the stream's birth, the shard, the position.
 */
export function sequenceNumber(stream: Stream, shard: Shard, position: number): string {
  return prefix(stream, shard) + String(position).padStart(POSITION_DIGITS, '0');
}

/** The position that a sequence number of this shard tells; undefined for one of another shard. */
export function positionOf(stream: Stream, shard: Shard, text: string): number | undefined {
  const start = prefix(stream, shard);
  if (!text.startsWith(start) || !/^\d{56}$/.test(text)) return undefined;
  return Number(text.slice(start.length));
}

// Private

const POSITION_DIGITS = 16;

function prefix(stream: Stream, shard: Shard): string {
  return `49${String(stream.created).padStart(18, '0')}${String(shard.index).padStart(20, '0')}`;
}
