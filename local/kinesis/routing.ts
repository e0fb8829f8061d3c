import { createHash } from 'node:crypto';
import { AwsError } from '../endpoint/service.ts';
import type { Shard, Stream } from './streams.ts';

/** The shard that a record belongs to: by the MD5 hash of its partition key, or by the hash that the call names. */
export function shardFor(stream: Stream, partitionKey: string, explicitHash?: string): Shard {
  const { shards } = stream;
  if (shards.length === 1 && explicitHash === undefined) return shards[0] as Shard;
  const hash = explicitHash === undefined ? md5(partitionKey) : checked(explicitHash);
  // The shards are even, but for the last one, which has what is left over.
  const size = BigInt((shards[0] as Shard).endingHash) + 1n;
  return shards[Math.min(Number(hash / size), shards.length - 1)] as Shard;
}

// Private

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
