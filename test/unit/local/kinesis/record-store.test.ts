import t from 'tap';
import { RecordStore } from '../../../../local/kinesis/record-store.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const place = newPlace();
const path = `${place.home}/records.db`;
const all = { records: 1000, bytes: 1e9 };
const record = (shard: number, text: string) => ({ shard, partitionKey: 'p', data: Buffer.from(text) });

t.test('trimming keeps positions: a shard trimmed to nothing goes on where it was, also after a restart', async (t) => {
  let database = openDatabase(path);
  const store = new RecordStore(database);
  const [shard, other] = store.addShards(2) as [number, number];
  t.strictSame(store.append([record(shard, 'a'), record(other, 'x'), record(shard, 'b')], 1000), [1, 1, 2]);
  t.equal(store.trim(shard, 3, 1), true);
  t.equal(store.trim(shard, 3, 1), false);
  t.equal(store.floor(shard), 3);
  database.close();
  database = openDatabase(path);
  const again = new RecordStore(database);
  t.teardown(() => database.close());
  t.strictSame(again.append([record(shard, 'c')], 2000), [3]);
  t.match(again.read(shard, 1, all), [{ position: 3, arrived: 2000 }]);
  t.match(again.read(other, 1, all), [{ position: 1, data: Buffer.from('x') }]);
});

t.test('a time finds the first record that arrived then or later, though the clock went back', async (t) => {
  const database = openDatabase(`${place.home}/times.db`);
  t.teardown(() => database.close());
  const store = new RecordStore(database);
  const [shard] = store.addShards(1) as [number];
  for (const now of [100, 200, 150, 300]) store.append([record(shard, String(now))], now);
  t.strictSame(
    [0, 100, 101, 200, 201, 300, 301].map((time) => store.positionAt(shard, time)),
    [1, 1, 2, 2, 4, 4, 5],
  );
  t.equal(store.read(shard, 1, { records: 9, bytes: 1 }).length, 1, 'at least one record, whatever its size');
});

t.test('an append that fails adds nothing', async (t) => {
  const database = openDatabase(`${place.home}/atomic.db`);
  t.teardown(() => database.close());
  const store = new RecordStore(database);
  const [shard] = store.addShards(1) as [number];
  const broken = { ...record(shard, 'b'), partitionKey: null as unknown as string };
  t.throws(() => store.append([record(shard, 'a'), broken], 1));
  t.strictSame(store.read(shard, 1, all), []);
  t.strictSame(store.append([record(shard, 'c')], 1), [1]);
});
