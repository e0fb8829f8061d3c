import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createRegistry } from '../../../../local/endpoint/registry.ts';
import { AwsError } from '../../../../local/endpoint/service.ts';
import { Collection } from '../../../../local/store/collection.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { openDocuments } from '../../../../local/store/documents.ts';
import { keyIn } from '../../../../local/store/key-file.ts';
import { openState } from '../../../../local/store/state.ts';

const log = { info: () => {}, error: () => {} };
const folder = () => mkdtempSync(join(tmpdir(), 'rack-store-'));

interface Task {
  id: string;
  state: string;
  containers: { name: string }[];
}

t.test('a statement is made once, and outlives a change of its table', async (t) => {
  const database = openDatabase(join(folder(), 'local.db'));
  database.exec("CREATE TABLE books (title TEXT); INSERT INTO books VALUES ('Emma')");
  const all = () => database.prepare('SELECT * FROM books').all();
  t.equal(database.prepare('SELECT * FROM books'), database.prepare('SELECT * FROM books'));
  t.same(all(), [{ title: 'Emma' }]);
  database.exec("ALTER TABLE books ADD COLUMN author TEXT DEFAULT 'Austen'");
  t.same(all(), [{ title: 'Emma', author: 'Austen' }]);
  database.close();
});

t.test('a write that fails leaves memory as the disk is', async (t) => {
  const database = openDatabase(join(folder(), 'local.db'));
  const tasks = new Collection<Task>(database, 'tasks', ({ id }) => id);
  const inState = tasks.index(({ state }) => state);
  const task = tasks.save({ id: '1', state: 'PENDING', containers: [{ name: 'a' }] });
  database.exec("CREATE TRIGGER full BEFORE UPDATE ON tasks BEGIN SELECT RAISE(ABORT, 'no room'); END");
  database.exec(
    "CREATE TRIGGER full2 BEFORE INSERT ON tasks WHEN NEW.key = '2' BEGIN SELECT RAISE(ABORT, 'no room'); END",
  );
  task.state = 'RUNNING';
  task.containers.push({ name: 'b' });
  t.throws(() => tasks.save(task), /no room/);
  t.equal(tasks.get('1'), task, 'it stays the same object');
  t.same(task, { id: '1', state: 'PENDING', containers: [{ name: 'a' }] });
  t.same(inState('PENDING'), [task]);
  t.throws(() => tasks.save({ id: '2', state: 'PENDING', containers: [] }), /no room/);
  t.equal(tasks.get('2'), undefined);
  database.close();
});

t.test('an operation that fails half way has changed nothing, on disk or in memory', async (t) => {
  const database = openDatabase(join(folder(), 'local.db'));
  const registry = createRegistry((work) => database.atomically(work));
  const tasks = new Collection<Task>(database, 'tasks', ({ id }) => id);
  const documents = openDocuments<{ name: string }>(database, 'names');
  const old = tasks.save({ id: 'old', state: 'RUNNING', containers: [] });
  registry.add({
    signingName: 'ecs',
    protocol: 'json',
    version: '',
    operations: {
      Fail: () => {
        documents.put('n', { name: 'n' });
        tasks.save({ ...old, id: 'new' });
        tasks.save(Object.assign(old, { state: 'STOPPED' }));
        throw new AwsError('ClientException', 'no');
      },
      RemoveAndFail: () => {
        tasks.remove(old);
        database.atomically(() => documents.put('n', { name: 'n' }));
        throw new AwsError('ClientException', 'no');
      },
    },
  });
  for (const operation of ['Fail', 'RemoveAndFail']) {
    await t.rejects(registry.callAws('ecs', operation, {}), { code: 'ClientException' });
    t.same(tasks.all(), [{ id: 'old', state: 'RUNNING', containers: [] }]);
    t.same(documents.list(), []);
  }
  database.close();
});

t.test('what a failed part wrote is taken back, and the whole goes on', async (t) => {
  const database = openDatabase(join(folder(), 'local.db'));
  const tasks = new Collection<Task>(database, 'tasks', ({ id }) => id);
  database.atomically(() => {
    tasks.save({ id: '1', state: 'a', containers: [] });
    t.throws(() =>
      database.atomically(() => {
        tasks.save({ id: '2', state: 'a', containers: [] });
        throw new Error('no');
      }),
    );
  });
  t.same(
    tasks.all().map(({ id }) => id),
    ['1'],
  );
  database.close();
});

t.test('what is done after a commit waits until nothing can take it back', async (t) => {
  const database = openDatabase(join(folder(), 'local.db'));
  const documents = openDocuments<object>(database, 'names');
  const done: string[] = [];
  t.throws(() =>
    database.atomically(() => {
      database.onCommit(() => done.push('taken back'));
      throw new Error('no');
    }),
  );
  database.atomically(() => {
    documents.put('n', {});
    database.onCommit(() => done.push('kept'));
    t.same(done, []);
  });
  await database.settled();
  t.same(done, ['kept']);
  database.close();
});

t.test('a damaged file is named and left as it is', async (t) => {
  const home = folder();
  const path = join(home, 'local.db');
  const database = openDatabase(path);
  const documents = openDocuments<{ text: string }>(database, 'names');
  for (let index = 0; index < 200; index++) documents.put(`${index}`, { text: 'x'.repeat(200) });
  database.close();
  const torn = readFileSync(path);
  torn.fill(7, 4096, 12 * 1024);
  writeFileSync(path, torn);
  t.throws(() => openDatabase(path), { code: 'database_damaged', message: `The file ${path} is damaged: ` });
  t.same(readFileSync(path), torn);
  writeFileSync(path, 'this is no database, whatever its name may say');
  t.throws(() => openDatabase(path), { code: 'database_damaged' });
});

t.test('a file of a newer version is refused', async (t) => {
  const path = join(folder(), 'local.db');
  const database = openDatabase(path);
  database.pragma('user_version = 99');
  database.close();
  t.throws(() => openDatabase(path), { code: 'database_too_new' });
});

t.test('a state that was lost is not begun anew without a word', async (t) => {
  const home = folder();
  const first = openState(home, log);
  await first.sync.stop();
  first.database.close();
  openDatabase(join(home, 'kinesis.db')).close();
  rmSync(join(home, 'local.db'));
  t.throws(() => openState(home, log), { code: 'database_lost' });
  writeFileSync(join(home, 'local.db'), '');
  t.throws(() => openState(home, log), { code: 'database_lost' });
});

t.test('a key is made once, and one that is torn or lost is never replaced', async (t) => {
  const path = join(folder(), 'secrets.key');
  const key = keyIn(path);
  t.same(keyIn(path), key);
  t.notOk(existsSync(`${path}.new`));
  writeFileSync(path, key.subarray(0, 5));
  t.throws(() => keyIn(path), { code: 'key_damaged' });
  rmSync(path);
  t.throws(() => keyIn(path, true), { code: 'key_lost' });
  t.notOk(existsSync(path));
});
