import { call, refused, type Scenario } from '../scenario.ts';

const ONE = { StreamName: 'one' };
const NONE = { StreamName: 'none' };
const SHARD = { ...ONE, ShardId: 'shardId-000000000000' };
const RECORD = { PartitionKey: 'p', Data: Buffer.from('hello') };
const DIFFERENT_SHARD = { ...ONE, ShardId: 'shardId-000000000009', ShardIteratorType: 'LATEST' };
const PATTERN = 'CreateStream, Request Parameters: StreamName. moto takes any.';

export const kinesis: Scenario = {
  service: 'kinesis',
  cases: [
    call('ListStreams: none yet', {}, { says: { StreamNames: [], HasMoreStreams: false } }),
    call('CreateStream: a shard', { ...ONE, ShardCount: 1 }),
    call('CreateStream: on demand', { StreamName: 'wide', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
    refused('ResourceInUseException', 'CreateStream: a name that is taken', { ...ONE, ShardCount: 1 }),
    refused(
      'ValidationException',
      'CreateStream: a space in its name',
      { StreamName: 'a b', ShardCount: 1 },
      { alone: PATTERN },
    ),
    refused('ValidationException', 'CreateStream: without a name', { ShardCount: 1 }, { alone: PATTERN }),
    call('wait stream_exists: until it is there', ONE),
    call('DescribeStream: a shard', ONE, { until: { StreamDescription: { StreamStatus: 'ACTIVE' } } }),
    call('DescribeStreamSummary: a shard', ONE),
    call('DescribeStreamSummary: on demand', { StreamName: 'wide' }),
    refused('ResourceNotFoundException', 'DescribeStreamSummary: no stream', NONE),
    call('ListStreams: both', {}, { says: { StreamNames: ['one', 'wide'] } }),
    call('ListStreams: a page of one', { Limit: 1 }, { says: { StreamNames: ['one'], HasMoreStreams: true } }),
    call('ListShards: of one', ONE, { as: 'shards' }),
    call('ListShards: of the wide one', { StreamName: 'wide' }),
    refused('ResourceNotFoundException', 'ListShards: no stream', NONE),
    refused('InvalidArgumentException', 'ListShards: a token that nobody gave', { NextToken: 'rubbish' }),
    call('PutRecord: one', { ...ONE, ...RECORD }, { as: 'put' }),
    call('PutRecord: by boto3', { ...ONE, ...RECORD }, { by: 'boto3' }),
    refused('ResourceNotFoundException', 'PutRecord: no stream', { ...NONE, ...RECORD }),
    refused('ValidationException', 'PutRecord: without a partition key', { ...ONE, Data: Buffer.from('x') }),
    refused('InvalidArgumentException', 'PutRecord: a hash out of range', {
      ...ONE,
      ...RECORD,
      ExplicitHashKey: '9'.repeat(39),
    }),
    call('PutRecords: two', { ...ONE, Records: [RECORD, RECORD] }, { says: { FailedRecordCount: 0 } }),
    refused('ValidationException', 'PutRecords: none', { ...ONE, Records: [] }),
    refused('ValidationException', 'PutRecords: too many', { ...ONE, Records: Array(501).fill(RECORD) }),
    refused('ValidationException', 'PutRecords: too large', {
      ...ONE,
      Records: [{ ...RECORD, Data: Buffer.alloc(1048577) }],
    }),
    call('GetShardIterator: from the beginning', { ...SHARD, ShardIteratorType: 'TRIM_HORIZON' }, { as: 'start' }),
    call(
      'GetShardIterator: after the first',
      { ...SHARD, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '{{put.SequenceNumber}}' },
      { as: 'after' },
    ),
    refused('ResourceNotFoundException', 'GetShardIterator: no such shard', DIFFERENT_SHARD),
    refused('ValidationException', 'GetShardIterator: no such type', { ...SHARD, ShardIteratorType: 'NEWEST' }),
    refused('InvalidArgumentException', 'GetShardIterator: a number of nowhere', {
      ...SHARD,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      StartingSequenceNumber: '1',
    }),
    refused('InvalidArgumentException', 'GetShardIterator: a time that is missing', {
      ...SHARD,
      ShardIteratorType: 'AT_TIMESTAMP',
    }),
    call('GetRecords: all', { ShardIterator: '{{start.ShardIterator}}' }),
    call(
      'GetRecords: by boto3, one after the first',
      { ShardIterator: '{{after.ShardIterator}}', Limit: 1 },
      { by: 'boto3' },
    ),
    refused('InvalidArgumentException', 'GetRecords: no iterator', { ShardIterator: 'rubbish' }),
    call('AddTagsToStream: two', { ...ONE, Tags: { a: '1', b: '2' } }),
    call('RemoveTagsFromStream: one of them', { ...ONE, TagKeys: ['a'] }),
    call('ListTagsForStream: what is left', ONE, { says: { Tags: [{ Key: 'b', Value: '2' }] } }),
    call('IncreaseStreamRetentionPeriod: two days', { ...ONE, RetentionPeriodHours: 48 }),
    refused('InvalidArgumentException', 'IncreaseStreamRetentionPeriod: an hour', { ...ONE, RetentionPeriodHours: 1 }),
    refused('InvalidArgumentException', 'DecreaseStreamRetentionPeriod: three days', {
      ...ONE,
      RetentionPeriodHours: 72,
    }),
    call('DescribeStream: after all that', ONE),
    call('SplitShard: in the middle', {
      ...ONE,
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: '170141183460469231731687303715884105728',
    }),
    call('wait stream_exists: until it is split', ONE),
    refused('InvalidArgumentException', 'SplitShard: one that was split', {
      ...ONE,
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: '170141183460469231731687303715884105728',
    }),
    refused('ResourceNotFoundException', 'SplitShard: no such shard', {
      ...ONE,
      ShardToSplit: 'shardId-000000000009',
      NewStartingHashKey: '5',
    }),
    call('ListShards: a parent and its children', ONE),
    call('ListShards: those that are open', { ...ONE, ShardFilter: { Type: 'AT_LATEST' } }),
    call('GetRecords: to the end of a closed shard', { ShardIterator: '{{start.ShardIterator}}' }),
    call('MergeShards: both again', {
      ...ONE,
      ShardToMerge: 'shardId-000000000001',
      AdjacentShardToMerge: 'shardId-000000000002',
    }),
    call('ListShards: with two parents', ONE),
    call('UpdateShardCount: two', { ...ONE, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }),
    refused('InvalidArgumentException', 'UpdateShardCount: more than double', {
      ...ONE,
      TargetShardCount: 5,
      ScalingType: 'UNIFORM_SCALING',
    }),
    refused('ValidationException', 'UpdateShardCount: on demand', {
      StreamName: 'wide',
      TargetShardCount: 2,
      ScalingType: 'UNIFORM_SCALING',
    }),
    call('DeleteStream: the stream', ONE),
    call('wait stream_not_exists: until it is gone', ONE),
    refused('ResourceNotFoundException', 'DescribeStream: one that is gone', ONE),
    refused('ResourceNotFoundException', 'DeleteStream: one that is gone', ONE),
  ],
};
