import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createKinesis } from '../../../../local/kinesis/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace, strictLog } from '../place.ts';

async function newKinesis(config = newPlace()) {
  const database = openDatabase(`${config.home}/local.db`);
  const kinesis = createKinesis({ config, database, log: strictLog });
  const call = async (operation: string, input: Input = {}): Promise<Input> =>
    (await kinesis.operations[operation]?.(input)) ?? {};
  const stop = async () => {
    await kinesis.stop();
    database.close();
  };
  const iterator = async (StreamName: string, rest: Input = {}) => {
    const where = { StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON', ...rest };
    return (await call('GetShardIterator', where)).ShardIterator;
  };
  const texts = async (ShardIterator: string, rest: Input = {}) =>
    (await call('GetRecords', { ShardIterator, ...rest })).Records.map(({ Data }: Input) => String(Data));
  return { call, stop, iterator, texts, config, kinesis };
}

const data = (text: string) => Buffer.from(text).toString('base64');
const records = (...texts: string[]) => texts.map((text) => ({ PartitionKey: text, Data: data(text) }));

t.test('records come back in order from every kind of iterator', async (t) => {
  const { call, iterator, texts, stop } = await newKinesis();
  t.teardown(stop);
  await call('CreateStream', { StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  const place = { ExplicitHashKey: '0' };
  const Records = records('a', 'b', 'c').map((record) => ({ ...record, ...place }));
  const put = await call('PutRecords', { StreamName: 's', Records });
  t.equal(put.FailedRecordCount, 0);
  const StartingSequenceNumber = put.Records[1].SequenceNumber;
  const latest = await iterator('s', { ShardIteratorType: 'LATEST' });
  const from = async (rest: Input) => texts(await iterator('s', rest));
  t.strictSame(await from({}), ['a', 'b', 'c']);
  t.strictSame(await from({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber }), ['b', 'c']);
  t.strictSame(await from({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber }), ['c']);
  t.strictSame(await from({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: 0 }), ['a', 'b', 'c']);
  t.strictSame(await from({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: Date.now() / 1000 + 9 }), []);
  await call('PutRecord', { StreamName: 's', PartitionKey: 'd', Data: data('d'), ...place });
  t.strictSame(await texts(latest), ['d']);
});

t.test('a limit leaves the rest to the next iterator, and says how far behind it is', async (t) => {
  const { call, iterator, stop } = await newKinesis();
  t.teardown(stop);
  await call('CreateStream', { StreamName: 's', ShardCount: 1 });
  await call('PutRecords', { StreamName: 's', Records: records('a', 'b', 'c') });
  const first = await call('GetRecords', { ShardIterator: await iterator('s'), Limit: 2 });
  t.equal(first.Records.length, 2);
  t.ok(first.MillisBehindLatest > 0);
  const second = await call('GetRecords', { ShardIterator: first.NextShardIterator });
  t.equal(second.Records.length, 1);
  t.equal(second.MillisBehindLatest, 0);
});

t.test('a partition key goes to the shard that has its hash', async (t) => {
  const { call, stop } = await newKinesis();
  t.teardown(stop);
  await call('CreateStream', { StreamName: 's', ShardCount: 3 });
  const { Shards } = await call('ListShards', { StreamName: 's' });
  t.equal(Shards[2].HashKeyRange.EndingHashKey, String(2n ** 128n - 1n));
  for (const { ShardId, HashKeyRange } of Shards) {
    for (const ExplicitHashKey of Object.values(HashKeyRange)) {
      const put = await call('PutRecord', { StreamName: 's', PartitionKey: 'x', Data: '', ExplicitHashKey });
      t.equal(put.ShardId, ShardId);
    }
  }
  // MD5 of "a" is 0cc175b9…, which is in the first third.
  const put = await call('PutRecord', { StreamName: 's', PartitionKey: 'a', Data: '' });
  t.equal(put.ShardId, 'shardId-000000000000');
});

t.test('what was put is there after a restart, and positions go on', async (t) => {
  const first = await newKinesis();
  await first.call('CreateStream', { StreamName: 's', ShardCount: 1 });
  await first.call('PutRecords', { StreamName: 's', Records: records('a', 'b') });
  const iterator = await first.iterator('s', { ShardIteratorType: 'LATEST' });
  await first.stop();
  const second = await newKinesis(first.config);
  t.teardown(second.stop);
  await second.call('PutRecords', { StreamName: 's', Records: records('c') });
  t.strictSame(await second.texts(await second.iterator('s')), ['a', 'b', 'c']);
  t.strictSame(await second.texts(iterator), ['c']);
});

t.test('limits and faults are refused as AWS does', async (t) => {
  const { call, iterator, stop } = await newKinesis();
  t.teardown(stop);
  await call('CreateStream', { StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  const put = (Records: unknown) => call('PutRecords', { StreamName: 's', Records });
  const big = (size: number) => ({ PartitionKey: 'p', Data: Buffer.alloc(size).toString('base64') });
  await put([big(1024 * 1024)]);
  await t.rejects(put([big(1024 * 1024 + 1)]), { code: 'ValidationException', message: /records\.1\.member\.data/ });
  await t.rejects(put(Array(6).fill(big(1024 * 1024))), { code: 'InvalidArgumentException', message: /5 MB/ });
  await t.rejects(put(Array(501).fill(big(1))), { code: 'ValidationException', message: /equal to 500/ });
  await t.rejects(put([{ Data: '' }]), { code: 'ValidationException', message: /partitionKey/ });
  await t.rejects(call('PutRecord', { StreamName: 'x', PartitionKey: 'p', Data: '' }), {
    code: 'ResourceNotFoundException',
  });
  await t.rejects(call('CreateStream', { StreamName: 's', ShardCount: 1 }), { code: 'ResourceInUseException' });
  await t.rejects(call('CreateStream', { StreamName: 'a b', ShardCount: 1 }), { code: 'ValidationException' });
  await t.rejects(iterator('s', { ShardId: 'shardId-000000000009' }), { code: 'ResourceNotFoundException' });
  await t.rejects(call('GetRecords', { ShardIterator: 'rubbish' }), { code: 'InvalidArgumentException' });
  const [version, stream, created, shard, position] = JSON.parse(Buffer.from(await iterator('s'), 'base64').toString());
  const old = data(JSON.stringify([version, stream, created, shard, position, Date.now() - 301_000]));
  await t.rejects(call('GetRecords', { ShardIterator: old }), { code: 'ExpiredIteratorException' });
  t.match(await call('DescribeStreamSummary', { StreamName: 's' }), {
    StreamDescriptionSummary: { OpenShardCount: 4 },
  });
});

t.test('a deleted stream is gone with its records; a new one of its name begins empty', async (t) => {
  const { call, iterator, texts, stop } = await newKinesis();
  t.teardown(stop);
  await call('CreateStream', { StreamName: 's', ShardCount: 1 });
  await call('PutRecords', { StreamName: 's', Records: records('a') });
  const old = await iterator('s');
  await call('DeleteStream', { StreamName: 's' });
  await t.rejects(call('DescribeStream', { StreamName: 's' }), { code: 'ResourceNotFoundException' });
  await call('CreateStream', { StreamName: 's', ShardCount: 1 });
  t.strictSame(await texts(await iterator('s')), []);
  await t.rejects(texts(old), { code: 'InvalidArgumentException' });
});

t.test(
  'a split and a merge close shards, whose records can still be read, and name the shards that go on',
  async (t) => {
    const { call, iterator, texts, stop } = await newKinesis();
    t.teardown(stop);
    await call('CreateStream', { StreamName: 's', ShardCount: 1 });
    await call('PutRecords', { StreamName: 's', Records: records('a', 'b') });
    const NewStartingHashKey = String(2n ** 127n);
    const shard = { StreamName: 's', ShardToSplit: 'shardId-000000000000', NewStartingHashKey };
    const latest = await iterator('s', { ShardIteratorType: 'LATEST' });
    await call('SplitShard', shard);
    await t.rejects(call('SplitShard', shard), {
      code: 'InvalidArgumentException',
      message: /already been merged or split/,
    });
    const { Shards } = await call('ListShards', { StreamName: 's' });
    t.match(Shards, [
      { SequenceNumberRange: { EndingSequenceNumber: /^49\d{54}$/ } },
      { ParentShardId: 'shardId-000000000000', HashKeyRange: { StartingHashKey: '0' } },
      { ParentShardId: 'shardId-000000000000', HashKeyRange: { StartingHashKey: NewStartingHashKey } },
    ]);
    const end = await call('GetRecords', { ShardIterator: await iterator('s') });
    t.strictSame(
      end.Records.map(({ Data }: Input) => String(Data)),
      ['a', 'b'],
    );
    t.equal(end.NextShardIterator, undefined);
    t.match(end.ChildShards, [{ ShardId: 'shardId-000000000001', ParentShards: ['shardId-000000000000'] }, {}]);
    t.match(await call('GetRecords', { ShardIterator: latest }), { Records: [], NextShardIterator: undefined });
    // MD5 of "a" begins with 0c, that of "b" with 92.
    const { Records } = await call('PutRecords', { StreamName: 's', Records: records('a', 'b') });
    t.match(Records, [{ ShardId: 'shardId-000000000001' }, { ShardId: 'shardId-000000000002' }]);
    const pair = { ShardToMerge: 'shardId-000000000001', AdjacentShardToMerge: 'shardId-000000000002' };
    await call('MergeShards', { StreamName: 's', ...pair });
    const open = await call('ListShards', { StreamName: 's', ShardFilter: { Type: 'AT_LATEST' } });
    t.match(open.Shards, [{ ParentShardId: pair.ShardToMerge, AdjacentParentShardId: pair.AdjacentShardToMerge }]);
    t.strictSame(await texts(await iterator('s', { ShardId: pair.AdjacentShardToMerge })), ['b']);
    t.match(await call('DescribeStreamSummary', { StreamName: 's' }), {
      StreamDescriptionSummary: { OpenShardCount: 1 },
    });
  },
);

t.test('another number of shards is even parts, each with parents, and lasts over a restart', async (t) => {
  const first = await newKinesis();
  await first.call('CreateStream', { StreamName: 's', ShardCount: 2 });
  const scale = (TargetShardCount: number) =>
    first.call('UpdateShardCount', { StreamName: 's', TargetShardCount, ScalingType: 'UNIFORM_SCALING' });
  await t.rejects(scale(5), {
    code: 'InvalidArgumentException',
    message: /over double .* Current open shard count: 2/,
  });
  t.match(await scale(3), { CurrentShardCount: 2, TargetShardCount: 3 });
  await first.stop();
  const { call, stop } = await newKinesis(first.config);
  t.teardown(stop);
  const { Shards } = await call('ListShards', { StreamName: 's', ShardFilter: { Type: 'AT_LATEST' } });
  const size = 2n ** 128n / 3n;
  t.strictSame(Shards.map(({ HashKeyRange }: Input) => HashKeyRange.StartingHashKey).sort(), [
    '0',
    String(size),
    String(size * 2n),
  ]);
  t.ok(Shards.every(({ ParentShardId }: Input) => ParentShardId));
  const put = await call('PutRecord', { StreamName: 's', PartitionKey: 'x', Data: '', ExplicitHashKey: String(size) });
  t.equal(put.ShardId, Shards.find(({ HashKeyRange }: Input) => HashKeyRange.StartingHashKey === String(size)).ShardId);
});

t.test(
  'what is more than a shard takes in a second is refused, record by record, in mode PROVISIONED only',
  async (t) => {
    const { call, iterator, texts, stop } = await newKinesis();
    t.teardown(stop);
    await call('CreateStream', { StreamName: 's', ShardCount: 1 });
    const large = { PartitionKey: 'a', Data: Buffer.alloc(700 * 1024).toString('base64') };
    const small = { PartitionKey: 'b', Data: data('small') };
    const put = await call('PutRecords', { StreamName: 's', Records: [large, large, small] });
    t.equal(put.FailedRecordCount, 1);
    t.ok(put.Records[0].SequenceNumber && put.Records[2].SequenceNumber);
    t.strictSame(put.Records[1], {
      ErrorCode: 'ProvisionedThroughputExceededException',
      ErrorMessage: 'Rate exceeded for shard shardId-000000000000 in stream s under account 123456789012.',
    });
    await t.rejects(call('PutRecord', { StreamName: 's', ...large }), {
      code: 'ProvisionedThroughputExceededException',
    });
    t.equal((await texts(await iterator('s'))).length, 2);
    const { StreamARN } = (await call('DescribeStreamSummary', { StreamName: 's' })).StreamDescriptionSummary;
    await call('UpdateStreamMode', { StreamARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    t.equal((await call('PutRecords', { StreamName: 's', Records: [large, large] })).FailedRecordCount, 0);
  },
);

t.test('a sixth reading within a second is refused', async (t) => {
  const { call, iterator, stop } = await newKinesis();
  t.teardown(stop);
  await call('CreateStream', { StreamName: 's', ShardCount: 1 });
  const ShardIterator = await iterator('s');
  const all = await Promise.allSettled(Array.from({ length: 12 }, () => call('GetRecords', { ShardIterator })));
  const codes = all.flatMap((each) => (each.status === 'rejected' ? each.reason.code : []));
  t.ok(codes.length >= 5, `${codes.length} refused`);
  t.ok(codes.every((code) => code === 'ProvisionedThroughputExceededException'));
});
