import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../../../local/ecs/store.ts';
import { Collection } from '../../../../local/store/collection.ts';
import { openDatabase } from '../../../../local/store/database.ts';

interface Book {
  title: string;
  author?: string;
}

t.test(
  'an index finds the records of a value: new, changed, removed ones, and those of an earlier process',
  async (t) => {
    const database = openDatabase(':memory:');
    const books = new Collection<Book>(database, 'test_books', ({ title }) => title);
    books.save({ title: 'Emma', author: 'Austen' });
    const by = books.index(({ author }) => author);
    const persuasion = books.save({ title: 'Persuasion', author: 'Austen' });
    books.save({ title: 'Beowulf' });
    t.same(titles(by('Austen')), ['Emma', 'Persuasion']);

    persuasion.author = 'Anne';
    t.same(titles(by('Austen')), ['Emma', 'Persuasion'], 'what is not saved is not known');
    books.save(persuasion);
    t.same(titles(by('Austen')), ['Emma']);
    t.same(by('Anne'), [persuasion]);

    books.remove(persuasion);
    t.same(by('Anne'), []);
    const again = new Collection<Book>(database, 'test_books', ({ title }) => title);
    t.same(titles(again.index(({ author }) => author)('Austen')), ['Emma']);
    t.same(titles(again.all()), ['Emma', 'Beowulf'], 'oldest first');
  },
);

t.test('what an earlier version of ECS wrote is read', async (t) => {
  const database = openDatabase(join(t.testdir(), 'local.db'));
  database.exec('CREATE TABLE ecs_clusters (key TEXT PRIMARY KEY, body TEXT NOT NULL)');
  database.prepare('INSERT INTO ecs_clusters VALUES (?, ?)').run('blue', '{"name":"blue"}');
  t.match(openStore(database).clusters.get('blue'), { name: 'blue' });
  t.match(openStore(database).clusters.get('blue'), { name: 'blue' }, 'and so it is by the process after');
  database.close();
});

// Private

function titles(books: Book[]): string[] {
  return books.map(({ title }) => title);
}
