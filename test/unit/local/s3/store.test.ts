import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openObjects } from '../../../../local/s3/store.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const { home } = newPlace();
const folder = join(home, 's3');
const database = openDatabase(join(home, 'local.db'));
t.teardown(() => database.close());
const open = () => openObjects(database, folder);

t.test('one file for each object, whatever becomes of it', async (t) => {
  const objects = open();
  for (const key of ['a', 'A', 'a/../b', 'a']) objects.put('b', key, Buffer.from(`bytes of ${key}`), { n: 1 });
  await database.settled();
  t.equal(readdirSync(folder).length, 3, 'the file that was written over is gone');
  const found = objects.find('b', 'A');
  t.match(found, { bucket: 'b', key: 'A', size: 10, etag: /^[0-9a-f]{32}$/, properties: { n: 1 } });
  t.equal(objects.bytes(found!).toString(), 'bytes of A', 'the case of a key tells keys apart');
  objects.remove('b', 'a');
  objects.remove('b', 'none');
  await database.settled();
  t.equal(readdirSync(folder).length, 2);
  t.equal(objects.find('b', 'a'), undefined);
});

t.test('what a put that was cut off has left is removed, and the object stays as it was', async (t) => {
  open().put('b', 'kept', Buffer.from('before'), {});
  writeFileSync(join(folder, 'half'), 'aft');
  const objects = open();
  t.notOk(readdirSync(folder).includes('half'));
  t.equal(objects.bytes(objects.find('b', 'kept')!).toString(), 'before');
});

t.test('a removal or put whose row cannot be changed leaves the object whole', async (t) => {
  const objects = open();
  objects.put('b', 'held', Buffer.from('held'), {});
  for (const verb of ['INSERT', 'DELETE']) {
    database.exec(`CREATE TRIGGER hold_${verb} BEFORE ${verb} ON s3_keys BEGIN SELECT RAISE(ABORT, 'held'); END`);
  }
  t.throws(() => objects.put('b', 'held', Buffer.from('new'), {}), { message: 'held' });
  t.throws(() => objects.remove('b', 'held'), { message: 'held' });
  t.equal(objects.bytes(objects.find('b', 'held')!).toString(), 'held');
  for (const verb of ['INSERT', 'DELETE']) database.exec(`DROP TRIGGER hold_${verb}`);
});

t.test('keys are listed by their bytes', async (t) => {
  const objects = open();
  for (const key of ['\u{1f600}', '\uffee', 'a b', 'a', 'B', 'é']) objects.put('order', key, Buffer.alloc(0), {});
  const keys = (prefix: string, after: string) => [...objects.list('order', prefix, after)].map(({ key }) => key);
  t.same(keys('', ''), ['B', 'a', 'a b', 'é', '\uffee', '\u{1f600}']);
  t.same(keys('a', ''), ['a', 'a b']);
  t.same(keys('a', 'a'), ['a b']);
  t.same(keys('', 'é'), ['\uffee', '\u{1f600}']);
  t.equal(objects.isEmpty('order'), false);
  t.equal(objects.isEmpty('orde'), true);
});
