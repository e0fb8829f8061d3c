import type { Difference } from '../differences.ts';

export const kinesis: readonly Difference[] = [
  {
    in: ['ListShards: those that are open'],
    what: [
      '.Shards: local 2 items, moto 3',
      '.Shards[].HashKeyRange.EndingHashKey: local "170141183460469231731687303715884105727", moto "340282366920938463463374607431768211455"',
      'only local: .Shards[].ParentShardId "shardId-000000000000"',
      'only moto: .Shards[].SequenceNumberRange.EndingSequenceNumber "#opaque"',
      '.Shards[].ShardId: local "shardId-000000000001", moto "shardId-000000000000"',
    ],
    right: 'local',
    source: 'ListShards, ShardFilter: AT_LATEST, the open shards only. moto looks at no filter.',
  },
  {
    in: ['GetRecords: to the end of a closed shard'],
    what: ['only local: .ChildShards […]', 'only moto: .NextShardIterator "#opaque"'],
    right: 'local',
    source: 'GetRecords, Response Elements: ChildShards, and a null NextShardIterator at the end of a closed shard.',
  },
  {
    in: ['UpdateShardCount: two'],
    what: ['only local: .StreamARN "arn:aws:kinesis:us-east-1:123456789012:stream/one"'],
    right: 'local',
    source: 'UpdateShardCount, Response Elements: StreamARN.',
  },
  {
    in: ['UpdateShardCount: more than double'],
    what: ['local refuses (InvalidArgumentException), moto answers'],
    right: 'local',
    source: 'UpdateShardCount: not more than double the current shard count.',
  },
  {
    in: ['CreateStream: a name that is taken'],
    what: ["message: local 'Stream one under account 123456789012 already exists.', moto 'one'"],
    right: 'local',
    source: "Kinesis' own sentence: Stream <name> under account <id> already exists.",
  },
  {
    in: ['DescribeStream: a shard', 'DescribeStream: after all that'],
    what: ['only local: .StreamDescription.StreamModeDetails {…}'],
    right: 'local',
    source: 'StreamDescription: StreamModeDetails; StreamDescriptionSummary: ConsumerCount.',
  },
  {
    in: ['DescribeStreamSummary: a shard', 'DescribeStreamSummary: on demand'],
    what: ['only local: .StreamDescriptionSummary.ConsumerCount 0'],
    right: 'local',
    source: 'StreamDescription: StreamModeDetails; StreamDescriptionSummary: ConsumerCount.',
  },
  {
    in: ['ListStreams: a page of one'],
    what: ['only local: .NextToken "#opaque"', '.StreamSummaries: local 1 items, moto 2'],
    right: 'local',
    source: 'ListStreams, Limit: NextToken, and summaries of the page only.',
  },
  {
    in: ['ListShards: a token that nobody gave'],
    what: ['code: local InvalidArgumentException, moto ResourceNotFoundException'],
    right: 'local',
    source: 'ListShards, Errors: InvalidArgumentException.',
  },
  {
    in: ['PutRecord: without a partition key', 'GetShardIterator: no such type'],
    what: ['code: local ValidationException, moto InvalidArgumentException'],
    right: 'local',
    source: 'A broken constraint of the request is a ValidationException.',
  },
  {
    in: ['PutRecords: none'],
    what: ['local refuses (ValidationException), moto answers'],
    right: 'local',
    source: 'A broken constraint of the request is a ValidationException.',
  },
  {
    in: ['PutRecord: a hash out of range'],
    what: [
      "message: local 'Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was 999999999999999999999999999999999999999', moto 'explicit_hash_key'",
    ],
    right: 'local',
    source: 'PutRecord, ExplicitHashKey; Kinesis names the range.',
  },
  {
    in: ['GetShardIterator: a number of nowhere'],
    what: ['local refuses (InvalidArgumentException), moto answers'],
    right: 'local',
    source: 'GetShardIterator, GetRecords, Errors: InvalidArgumentException.',
  },
  {
    in: ['GetShardIterator: a time that is missing', 'GetRecords: no iterator'],
    what: ['local refuses (InvalidArgumentException), moto fails'],
    right: 'local',
    source: 'GetShardIterator, GetRecords, Errors: InvalidArgumentException.',
  },
];
