import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { SHARD_ID, STREAM_NAME } from './constraints.ts';
import { readIterator, type ShardIterator, writeIterator } from './iterator.ts';
import type { RecordStore, StoredRecord } from './record-store.ts';
import { horizon, retained } from './retention.ts';
import { positionOf, sequenceNumber } from './sequence-number.ts';
import type { Shard, Stream, Streams } from './streams.ts';
import type { Throughput } from './throughput.ts';

/** The operations that read records. */
export function getOperations(streams: Streams, store: RecordStore, throughput: Throughput): Record<string, Operation> {
  return {
    GetShardIterator(input) {
      check(input, { StreamName: STREAM_NAME, ShardId: SHARD_ID, ShardIteratorType: { required: true, oneOf: TYPES } });
      const stream = streams.get(input);
      const shard = retained(stream).find(({ id }) => id === input.ShardId);
      if (!shard) throw noShard(stream, input.ShardId);
      const position = startOf(stream, shard, input);
      return { ShardIterator: writeIterator(iteratorAt(stream, shard, position)) };
    },
    GetRecords(input) {
      check(input, {
        ShardIterator: { required: true, min: 1, max: 512 },
        Limit: { atLeast: 1, atMost: MOST_RECORDS },
      });
      const { stream, shard, position } = resolve(readIterator(input.ShardIterator, Date.now()));
      throughput.read(stream, shard);
      const from = Math.max(position, store.floor(shard.key), store.positionAt(shard.key, horizon(stream)));
      const records = store.read(shard.key, from, { records: input.Limit ?? MOST_RECORDS, bytes: MOST_BYTES });
      throughput.got(stream, shard, sizeOf(records));
      const next = (records.at(-1)?.position ?? from - 1) + 1;
      const hasEnded = shard.closed !== undefined && next >= shard.closed.position;
      return {
        Records: records.map((record) => describe(stream, shard, record)),
        // A closed shard has no place after its last record: the reader goes on with the shards that came of it.
        NextShardIterator: hasEnded ? undefined : writeIterator(iteratorAt(stream, shard, next)),
        MillisBehindLatest: behind(records, next < store.next(shard.key)),
        ChildShards: hasEnded ? childrenOf(stream, shard) : undefined,
      };
    },
  };

  /** Where an iterator of this type begins. */
  function startOf(stream: Stream, shard: Shard, input: Input): number {
    const { ShardIteratorType: type, StartingSequenceNumber, Timestamp } = input;
    if (type === 'LATEST') return store.next(shard.key);
    if (type === 'TRIM_HORIZON') return store.floor(shard.key);
    if (type === 'AT_TIMESTAMP') return store.positionAt(shard.key, time(Timestamp));
    const position = positionOf(stream, shard, String(StartingSequenceNumber));
    if (position === undefined) throw badSequenceNumber(stream, shard, StartingSequenceNumber);
    return type === 'AT_SEQUENCE_NUMBER' ? position : position + 1;
  }

  function resolve({ stream: name, created, shard: index, position }: ShardIterator) {
    const stream = streams.get({ StreamName: name });
    const shard = stream.shards.find((each) => each.index === index);
    if (!shard || stream.created !== created) throw new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');
    return { stream, shard, position };
  }
}

// Private

const TYPES = ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'];
const MOST_RECORDS = 10_000;
const MOST_BYTES = 10 * 1024 * 1024;

function iteratorAt(stream: Stream, shard: Shard, position: number): ShardIterator {
  return { stream: stream.name, created: stream.created, shard: shard.index, position, issued: Date.now() };
}

function describe(stream: Stream, shard: Shard, { position, partitionKey, data, arrived }: StoredRecord) {
  return {
    SequenceNumber: sequenceNumber(stream, shard, position),
    ApproximateArrivalTimestamp: new Date(arrived),
    Data: data,
    PartitionKey: partitionKey,
    EncryptionType: stream.encryptionKey ? 'KMS' : undefined,
  };
}

function childrenOf(stream: Stream, { id }: Shard) {
  const children = stream.shards.filter(({ parent, adjacentParent }) => parent === id || adjacentParent === id);
  return children.map(({ id: ShardId, parent, adjacentParent, startingHash, endingHash }) => ({
    ShardId,
    ParentShards: [parent, adjacentParent].filter((each) => each !== undefined),
    HashKeyRange: { StartingHashKey: startingHash, EndingHashKey: endingHash },
  }));
}

function sizeOf(records: readonly StoredRecord[]): number {
  return records.reduce((sum, { data, partitionKey }) => sum + data.length + partitionKey.length, 0);
}

/** How far the reader is from the tip of the shard: 0 only when it has read all. */
function behind(records: readonly StoredRecord[], hasMore: boolean): number {
  return hasMore ? Math.max(1, Date.now() - (records.at(-1)?.arrived ?? 0)) : 0;
}

/** Seconds since 1970, as JSON has it, or a Date from a caller in this process. */
function time(timestamp: unknown): number {
  const milliseconds = timestamp instanceof Date ? timestamp.getTime() : Number(timestamp) * 1000;
  if (timestamp === undefined || Number.isNaN(milliseconds)) {
    throw new AwsError(
      'InvalidArgumentException',
      'Must either specify (1) AT_SEQUENCE_NUMBER/AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) AT_TIMESTAMP and Timestamp.',
    );
  }
  return milliseconds;
}

function noShard(stream: Stream, id: string): AwsError {
  const account = stream.arn.split(':')[4];
  return new AwsError(
    'ResourceNotFoundException',
    `Shard ${id} in stream ${stream.name} under account ${account} does not exist`,
  );
}

function badSequenceNumber(stream: Stream, shard: Shard, given: unknown): AwsError {
  return new AwsError(
    'InvalidArgumentException',
    `StartingSequenceNumber ${given} used in GetShardIterator on shard ${shard.id} in stream ${stream.name} is invalid because it did not come from this stream.`,
  );
}
