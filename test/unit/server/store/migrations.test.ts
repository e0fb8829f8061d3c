import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import t from 'tap';
import { MIGRATIONS } from '../../../../server/store/migrations.ts';
import { openSeal } from '../../../../server/store/seal.ts';
import { openStore } from '../../../../server/store/store.ts';

const AT = '2026-11-01T00:00:00.000Z';

/** What a server of the first schema left, whose developers' names could differ in case alone. */
const FIRST = `
  INSERT INTO apps VALUES ('shop', '${AT}', 'ada', 'live', 1), ('blog', '${AT}', 'ada', NULL, 2);
  INSERT INTO releases VALUES ('RAAAAAAAAA', 'shop', 1, 'abc', 'i@sha256:1', '{"worker":"node w.js","web":null,"release":"migrate"}', 4000, '[]', '${AT}', 'ada', 'live', 'Deploy abc');
  INSERT INTO developers VALUES ('ada', 'admin', '${AT}'), ('Ada', 'read', '${AT}'), ('ci', 'deploy', '${AT}');
  INSERT INTO keys VALUES
    ('SHA256:a', 'ada', 'ssh-ed25519 A', 'ada@home', '${AT}', '${AT}'),
    ('SHA256:b', 'Ada', 'ssh-ed25519 B', '', '${AT}', NULL);
  INSERT INTO audit VALUES (1, '${AT}', 'ada', 'push main', 'shop', '127.0.0.1', 'ok');
`;

function openFirst(folder: string) {
  const path = join(folder, 'rack.db');
  const database = new BetterSqlite3(path);
  database.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1; ${FIRST}`);
  database.close();
  return openStore(path, openSeal(join(folder, 'secret.key')));
}

t.test('a database of the first schema keeps its apps, releases, developers, keys and audit log', async (t) => {
  const store = openFirst(t.testdir());
  t.teardown(() => store.close());
  t.same(
    store.apps.list().map(({ name, priority, settings }) => [name, priority, settings]),
    [
      ['blog', 2, {}],
      ['shop', 1, { 'deploy-branch': 'live' }],
    ],
  );
  t.match(store.releases.live('shop'), { id: 'RAAAAAAAAA', commit: 'abc', origin: { kind: 'commit' } });
  const { processes, phases, timers, variables } = store.releases.live('shop')!;
  t.strictSame(processes, { worker: { command: 'node w.js' }, web: { command: null, port: 4000 } });
  t.strictSame([phases, timers, variables], [{ release: 'migrate' }, {}, {}]);
  t.match(store.developers.find('ada'), { name: 'ada', role: 'admin', apps: 'all' });
  t.match(store.developers.find('ci'), { role: 'deploy', apps: 'all' });
  t.match(store.keys.findByFingerprint('SHA256:a'), { developer: 'ada', comment: 'ada@home', lastUsedAt: AT });
  t.match(store.audit.list({ app: 'shop' }), [{ who: 'ada', what: 'push main', from: '127.0.0.1', door: undefined }]);
});

t.test(
  'developers whose names differed in case alone are told apart by a number, and keep their roles and keys',
  async (t) => {
    const store = openFirst(t.testdir());
    t.teardown(() => store.close());
    t.match(store.developers.find('Ada-2'), { role: 'read' });
    t.match(store.keys.findByFingerprint('SHA256:b'), { developer: 'Ada-2' });
    t.equal(store.developers.list().length, 3);
  },
);
