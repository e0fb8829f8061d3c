import t from 'tap';
import type { Shard, Stream } from '../../../../local/kinesis/streams.ts';
import { Throughput } from '../../../../local/kinesis/throughput.ts';

const MIB = 1024 * 1024;
const shard = { id: 'shardId-000000000000', key: 1 } as Shard;
const stream = { name: 's', arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s', mode: 'PROVISIONED' } as Stream;

/** Limits by a clock that stands. */
function limits() {
  const clock = { now: 5000 };
  const throughput = new Throughput(() => clock.now);
  const takes = (bytes: number) => throughput.takes(stream, shard, bytes);
  const reads = (bytes: number) => {
    throughput.read(stream, shard);
    throughput.got(stream, shard, bytes);
  };
  return { clock, throughput, takes, reads };
}

t.test('a shard takes 1 MiB a second, and what is not used is not saved up', (t) => {
  const { clock, takes, throughput } = limits();
  t.ok(takes(MIB - 100));
  t.notOk(takes(101));
  t.ok(takes(100), 'a smaller one finds room');
  t.ok(throughput.takes(stream, { ...shard, key: 2 }, 101), 'every shard for itself');
  clock.now += 500;
  t.notOk(takes(MIB / 2 + 1));
  t.ok(takes(MIB / 2));
  clock.now += 60_000;
  t.ok(takes(MIB + 256), 'the largest record with its key');
  t.notOk(takes(1));
  t.end();
});

t.test('a shard takes 1,000 records a second', (t) => {
  const { clock, takes } = limits();
  const taken = () => Array.from({ length: 1200 }, () => takes(1)).filter(Boolean).length;
  t.equal(taken(), 1000);
  clock.now += 100;
  t.equal(taken(), 100);
  t.end();
});

t.test('a reading of 10 MiB is paid for by those of the next seconds', (t) => {
  const { clock, reads } = limits();
  const refusal = { code: 'ProvisionedThroughputExceededException', message: /^Rate exceeded for shard shardId-0/ };
  reads(10 * MIB);
  for (const seconds of [0, 1, 2, 1]) {
    clock.now += seconds * 1000;
    t.throws(() => reads(1), refusal);
  }
  clock.now += 1;
  reads(1);
  t.end();
});
