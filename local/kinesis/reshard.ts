import { check } from '../endpoint/check.ts';
import { AwsError, type Operation } from '../endpoint/service.ts';
import { SHARD_ID, STREAM_NAME } from './constraints.ts';
import type { RecordStore } from './record-store.ts';
import { HASHES, MOST_SHARDS, openShards, type Shard, type Stream, type Streams, shardId } from './streams.ts';

/** The operations that change how a stream is divided. What is split or merged is closed: its records can still be read. */
export function reshardOperations(streams: Streams, store: RecordStore): Record<string, Operation> {
  return {
    SplitShard(input) {
      check(input, { StreamName: STREAM_NAME, ShardToSplit: SHARD_ID, NewStartingHashKey: HASH });
      const stream = provisioned(streams.get(input));
      const shard = openShard(stream, input.ShardToSplit);
      const at = BigInt(input.NewStartingHashKey);
      if (at <= BigInt(shard.startingHash) || at >= BigInt(shard.endingHash)) throw badCut(stream, shard, at);
      checkLimit(openShards(stream).length + 1);
      streams.put(split(stream, shard, at));
      return undefined;
    },
    MergeShards(input) {
      check(input, { StreamName: STREAM_NAME, ShardToMerge: SHARD_ID, AdjacentShardToMerge: SHARD_ID });
      const stream = provisioned(streams.get(input));
      const pair = [openShard(stream, input.ShardToMerge), openShard(stream, input.AdjacentShardToMerge)] as const;
      if (!areNeighbours(...pair) && !areNeighbours(pair[1], pair[0])) throw noNeighbours(stream, ...pair);
      streams.put(merge(stream, ...pair));
      return undefined;
    },
    UpdateShardCount(input) {
      check(input, {
        StreamName: STREAM_NAME,
        TargetShardCount: { required: true, atLeast: 1 },
        ScalingType: { required: true, oneOf: ['UNIFORM_SCALING'] },
      });
      const stream = provisioned(streams.get(input));
      const [current, target] = [openShards(stream).length, Number(input.TargetShardCount)];
      checkScale(current, target);
      checkLimit(target);
      if (target !== current) streams.put(divided(stream, target));
      return {
        StreamName: stream.name,
        CurrentShardCount: current,
        TargetShardCount: target,
        StreamARN: stream.arn,
      };
    },
  };

  /** Even parts: every open shard is split where a part begins within it, and what lies in one part is merged. */
  function divided(stream: Stream, count: number): Stream {
    const starts = Array.from({ length: count }, (_, index) => (HASHES / BigInt(count)) * BigInt(index));
    const cut = starts.reduce((last, start) => {
      const shard = openShards(last).find((one) => BigInt(one.startingHash) < start && start <= BigInt(one.endingHash));
      return shard ? split(last, shard, start) : last;
    }, stream);
    const isStart = ({ startingHash }: Shard) => starts.includes(BigInt(startingHash));
    let whole = cut;
    for (;;) {
      const shards = openShards(whole);
      const at = shards.findIndex((shard) => !isStart(shard));
      if (at < 0) return whole;
      whole = merge(whole, shards[at - 1] as Shard, shards[at] as Shard);
    }
  }

  function split(stream: Stream, shard: Shard, at: bigint): Stream {
    const parent = shard.id;
    return withShards(closed(stream, [shard]), [
      { startingHash: shard.startingHash, endingHash: String(at - 1n), parent },
      { startingHash: String(at), endingHash: shard.endingHash, parent },
    ]);
  }

  function merge(stream: Stream, one: Shard, other: Shard): Stream {
    const [first, last] = BigInt(one.startingHash) < BigInt(other.startingHash) ? [one, other] : [other, one];
    return withShards(closed(stream, [one, other]), [
      { startingHash: first.startingHash, endingHash: last.endingHash, parent: one.id, adjacentParent: other.id },
    ]);
  }

  function closed(stream: Stream, shards: readonly Shard[]): Stream {
    const at = Date.now();
    const close = (shard: Shard) => ({ ...shard, closed: { at, position: store.next(shard.key) } });
    return { ...stream, shards: stream.shards.map((shard) => (shards.includes(shard) ? close(shard) : shard)) };
  }

  function withShards(
    stream: Stream,
    made: Pick<Shard, 'startingHash' | 'endingHash' | 'parent' | 'adjacentParent'>[],
  ): Stream {
    const next = Math.max(...stream.shards.map(({ index }) => index)) + 1;
    const keys = store.addShards(made.length);
    const shards = made.map((shard, offset) => ({
      ...shard,
      id: shardId(next + offset),
      index: next + offset,
      key: keys[offset] as number,
      opened: Date.now(),
    }));
    return { ...stream, shards: [...stream.shards, ...shards] };
  }
}

// Private

const HASH = { required: true, pattern: /^(0|([1-9]\d{0,38}))$/ };

function provisioned(stream: Stream): Stream {
  if (stream.mode === 'PROVISIONED') return stream;
  throw new AwsError(
    'ValidationException',
    `Request is invalid. Stream ${stream.name} under account ${accountOf(stream)} is in On-Demand mode.`,
  );
}

function openShard(stream: Stream, id: string): Shard {
  const shard = stream.shards.find((each) => each.id === id);
  if (!shard) throw noShard(stream, id);
  if (!shard.closed) return shard;
  throw invalid(
    `Shard ${id} in stream ${stream.name} under account ${accountOf(stream)} has already been merged or split, and thus is not eligible for merging or splitting.`,
  );
}

function noShard(stream: Stream, id: string): AwsError {
  const where = `in stream ${stream.name} under account ${accountOf(stream)}`;
  return new AwsError('ResourceNotFoundException', `Could not find shard ${id} ${where}.`);
}

function areNeighbours(left: Shard, right: Shard): boolean {
  return BigInt(left.endingHash) + 1n === BigInt(right.startingHash);
}

function checkScale(current: number, target: number): void {
  const counts = `Current open shard count: ${current} Target shard count: ${target}`;
  if (target > current * 2)
    throw invalid(`UpdateShardCount cannot scale up over double your current open shard count. ${counts}`);
  if (target < current / 2)
    throw invalid(`UpdateShardCount cannot scale down below half your current open shard count. ${counts}`);
}

function checkLimit(count: number): void {
  if (count <= MOST_SHARDS) return;
  throw new AwsError('LimitExceededException', `This request would exceed the shard limit of ${MOST_SHARDS}.`);
}

function badCut(stream: Stream, { id, startingHash, endingHash }: Shard, at: bigint): AwsError {
  return invalid(
    `NewStartingHashKey ${at} used in SplitShard() on shard ${id} in stream ${stream.name} under account ${accountOf(stream)} is not both greater than one plus the shard's StartingHashKey ${startingHash} and less than the shard's EndingHashKey ${endingHash}.`,
  );
}

function noNeighbours(stream: Stream, one: Shard, other: Shard): AwsError {
  return invalid(
    `Shards ${one.id} and ${other.id} in stream ${stream.name} under account ${accountOf(stream)} are not an adjacent pair of shards eligible for merging`,
  );
}

function accountOf({ arn }: Stream): string | undefined {
  return arn.split(':')[4];
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
