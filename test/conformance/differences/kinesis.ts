import type { Difference } from '../differences.ts';

export const kinesis: readonly Difference[] = [
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
