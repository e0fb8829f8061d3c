import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { STREAM_NAME } from './constraints.ts';
import { horizon, retained } from './retention.ts';
import { sequenceNumber } from './sequence-number.ts';
import { openShards, type Shard, type Stream, type Streams } from './streams.ts';

/** The operations that tell about streams, their shards and tags. */
export function describeOperations(streams: Streams): Record<string, Operation> {
  return {
    DescribeStream(input) {
      check(input, { StreamName: STREAM_NAME, Limit: { atLeast: 1, atMost: 10_000 } });
      const stream = streams.get(input);
      const { page, hasMore } = shardPage(stream, input.ExclusiveStartShardId, input.Limit ?? 100);
      return { StreamDescription: { ...summary(stream), Shards: page, HasMoreShards: hasMore } };
    },
    DescribeStreamSummary(input) {
      check(input, { StreamName: STREAM_NAME });
      const stream = streams.get(input);
      return {
        StreamDescriptionSummary: { ...summary(stream), OpenShardCount: openShards(stream).length, ConsumerCount: 0 },
      };
    },
    ListStreams(input) {
      check(input, { Limit: { atLeast: 1, atMost: 10_000 } });
      const after: string = input.NextToken ?? input.ExclusiveStartStreamName ?? '';
      const limit = input.Limit ?? 100;
      const found = streams.list().filter(({ name }) => name > after);
      const page = found.slice(0, limit);
      const HasMoreStreams = found.length > limit;
      return {
        StreamNames: page.map(({ name }) => name),
        HasMoreStreams,
        NextToken: HasMoreStreams ? page.at(-1)?.name : undefined,
        StreamSummaries: page.map(brief),
      };
    },
    ListShards(input) {
      check(input, { StreamName: STREAM_NAME, MaxResults: { atLeast: 1, atMost: 10_000 } });
      const { stream, after } = shardsAsked(input);
      const { page, hasMore } = shardPage(stream, after, input.MaxResults ?? 1000, meant(stream, input.ShardFilter));
      const last = page.at(-1)?.ShardId;
      return { Shards: page, NextToken: hasMore ? writeToken([stream.name, last as string]) : undefined };
    },
    AddTagsToStream(input) {
      check(input, { Tags: { required: true } });
      const stream = streams.get(input);
      streams.put({ ...stream, tags: { ...stream.tags, ...input.Tags } });
      return undefined;
    },
    RemoveTagsFromStream(input) {
      check(input, { TagKeys: { required: true, min: 1, max: 50 } });
      const stream = streams.get(input);
      const kept = Object.entries(stream.tags).filter(([key]) => !input.TagKeys.includes(key));
      streams.put({ ...stream, tags: Object.fromEntries(kept) });
      return undefined;
    },
    ListTagsForStream(input) {
      const tags = toTags(streams.get(input)).filter(({ Key }) => Key > (input.ExclusiveStartTagKey ?? ''));
      const limit = input.Limit ?? 50;
      return { Tags: tags.slice(0, limit), HasMoreTags: tags.length > limit };
    },
    ListTagsForResource: (input) => ({ Tags: toTags(streams.get(input)) }),
  };

  function shardsAsked(input: Input): { stream: Stream; after: string | undefined } {
    if (input.NextToken === undefined) {
      const filter: Input = input.ShardFilter ?? {};
      const after = filter.Type === 'AFTER_SHARD_ID' ? filter.ShardId : input.ExclusiveStartShardId;
      return { stream: streams.get(input), after };
    }
    if (input.StreamName !== undefined) throw invalid('NextToken and StreamName cannot be provided together.');
    const [name, after] = readToken(input.NextToken);
    return { stream: streams.get({ StreamName: name }), after };
  }
}

// Private

function brief({ name, arn, created, mode }: Stream) {
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: mode },
    StreamCreationTimestamp: new Date(created),
  };
}

function summary(stream: Stream) {
  return {
    ...brief(stream),
    RetentionPeriodHours: stream.retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: stream.encryptionKey ? 'KMS' : 'NONE',
    KeyId: stream.encryptionKey,
  };
}

function shardPage(stream: Stream, after = '', limit: number, isMeant: (shard: Shard) => boolean = () => true) {
  const found = retained(stream).filter((shard) => shard.id > after && isMeant(shard));
  return { page: found.slice(0, limit).map((shard) => describeShard(stream, shard)), hasMore: found.length > limit };
}

function describeShard(stream: Stream, shard: Shard) {
  return {
    ShardId: shard.id,
    HashKeyRange: { StartingHashKey: shard.startingHash, EndingHashKey: shard.endingHash },
    ParentShardId: shard.parent,
    AdjacentParentShardId: shard.adjacentParent,
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(stream, shard, 0),
      EndingSequenceNumber: shard.closed && sequenceNumber(stream, shard, shard.closed.position),
    },
  };
}

/** Which shards a ShardFilter is about. */
function meant(stream: Stream, filter: Input = {}): (shard: Shard) => boolean {
  check(filter, { Type: { oneOf: FILTERS } });
  const from = filter.Type?.endsWith('TIMESTAMP') ? milliseconds(filter.Timestamp) : horizon(stream);
  const [, since = '', where = ''] = /^(AT|FROM)_(LATEST|TRIM_HORIZON|TIMESTAMP)$/.exec(filter.Type ?? '') ?? [];
  const isOpenAt = ({ opened = stream.created, closed }: Shard, time: number) =>
    opened <= Math.max(time, stream.created) && (closed === undefined || closed.at > time);
  if (where === 'LATEST') return ({ closed }) => closed === undefined;
  if (since === 'AT') return (shard) => isOpenAt(shard, from);
  if (since === 'FROM') return ({ closed }) => closed === undefined || closed.at >= from;
  return () => true;
}

const FILTERS = [
  'AFTER_SHARD_ID',
  'AT_TRIM_HORIZON',
  'FROM_TRIM_HORIZON',
  'AT_LATEST',
  'AT_TIMESTAMP',
  'FROM_TIMESTAMP',
];

function milliseconds(timestamp: unknown): number {
  return timestamp instanceof Date ? timestamp.getTime() : Number(timestamp) * 1000;
}

function toTags({ tags }: Stream): { Key: string; Value: string }[] {
  return Object.keys(tags)
    .sort()
    .map((Key) => ({ Key, Value: tags[Key] as string }));
}

function writeToken(parts: [string, string]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64');
}

function readToken(token: string): [string, string] {
  try {
    const [name, after] = JSON.parse(Buffer.from(token, 'base64').toString());
    if (typeof name === 'string' && typeof after === 'string') return [name, after];
  } catch {}
  throw invalid('NextToken is invalid.');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
