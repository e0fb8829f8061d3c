import { createHash } from 'node:crypto';
import { AwsError } from '../endpoint/service.ts';
import { openShards, type Shard, type Stream } from './streams.ts';

/** Finds the shard that a record belongs to: by the MD5 hash of its partition key, or by the hash that the call names. */
export function createRouting(): (stream: Stream, partitionKey: string, explicitHash?: string) => Shard {
  // Worked out once for each state of a stream: records are put far more often than streams change.
  const known = new WeakMap<Stream, Routes>();
  return (stream, partitionKey, explicitHash) => {
    const routes = known.get(stream) ?? routesOf(stream);
    known.set(stream, routes);
    if (routes.shards.length === 1 && explicitHash === undefined) return routes.shards[0] as Shard;
    return shardOf(routes, explicitHash === undefined ? md5(partitionKey) : checked(explicitHash));
  };
}

// Private

interface Routes {
  shards: Shard[];
  /** The last hash of each. */
  ends: bigint[];
}

function routesOf(stream: Stream): Routes {
  const shards = openShards(stream);
  return { shards, ends: shards.map(({ endingHash }) => BigInt(endingHash)) };
}

function shardOf({ shards, ends }: Routes, hash: bigint): Shard {
  let [low, high] = [0, shards.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (hash <= (ends[middle] as bigint)) high = middle;
    else low = middle + 1;
  }
  return shards[low] as Shard;
}

function md5(text: string): bigint {
  return BigInt(`0x${createHash('md5').update(text).digest('hex')}`);
}

function checked(text: string): bigint {
  const hash = /^(0|[1-9]\d{0,38})$/.test(text) ? BigInt(text) : -1n;
  if (hash >= 0n && hash < 2n ** 128n) return hash;
  throw new AwsError(
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${text}`,
  );
}
