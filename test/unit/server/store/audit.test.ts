import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Audit } from '../../../../server/store/audit.ts';
import { openDatabase } from '../../../../server/store/database.ts';

function open(t: Test) {
  const database = openDatabase(join(t.testdir(), 'rack.db'));
  t.teardown(() => database.close());
  return { database, audit: new Audit(database) };
}

/** A record a minute from 12:00 on; every tenth one of ada, every third of shop. */
function fill({ database }: ReturnType<typeof open>, count: number): void {
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})
    INSERT INTO audit (at, who, what, app, result)
    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', '2026-11-26 12:00:00', '+' || i || ' minutes'),
           iif(i % 10 = 0, 'ada', 'bob'), 'do ' || i, iif(i % 3 = 0, 'shop', NULL), 'ok' FROM n`);
}

t.test('nothing is ever changed or taken out', async (t) => {
  const { database, audit } = open(t);
  audit.record({ who: 'ada', what: 'push main', app: 'shop', detail: '1a2b3c4', from: '192.0.2.7', result: 'ok' });
  for (const sql of [
    "UPDATE audit SET who = 'eve'",
    'DELETE FROM audit',
    "INSERT OR REPLACE INTO audit (id, at, who, what, result) VALUES (1, '', 'eve', '', '')",
    "UPDATE OR REPLACE audit SET result = ''",
  ])
    t.throws(() => database.exec(sql), /append-only/, sql);
  t.match(audit.list(), [{ who: 'ada', app: 'shop', detail: '1a2b3c4', from: '192.0.2.7', door: undefined }]);
});

t.test('records are found by app, by developer, since a time, and the last ones', async (t) => {
  const all = open(t);
  fill(all, 1205);
  const whats = (query: Parameters<Audit['list']>[0]) => all.audit.list(query).map(({ what }) => Number(what.slice(3)));
  const every = (step: number, from = 0) =>
    Array.from({ length: 1205 }, (_, i) => i).filter((i) => i >= from && i % step === 0);
  t.same(whats({}), every(1));
  t.same(whats({ app: 'shop' }), every(3));
  t.same(whats({ who: 'ADA' }), every(10));
  t.same(whats({ app: 'shop', who: 'ada' }), every(30));
  t.same(whats({ last: 3 }), [1202, 1203, 1204]);
  t.same(whats({ last: 0 }), []);
  t.same(whats({ last: 5000 }), every(1));
  t.same(whats({ app: 'shop', last: 2 }), [1200, 1203]);
  t.same(whats({ since: '2026-11-26T22:00:00.000Z' }), every(1, 600));
  t.same(whats({ since: '2026-11-26T22:00:00.000Z', who: 'ada' }), every(10, 600));
  t.same(whats({ since: '2026-11-26T22:00:00.000Z', last: 1 }), [1204]);
  t.same(whats({ since: '2027-01-01' }), []);
});

t.test('records are read page by page, while others are written', async (t) => {
  const all = open(t);
  fill(all, 1000);
  let count = 0;
  for (const _ of all.audit.read()) {
    if (count++ % 100 === 0) all.audit.record({ who: 'bob', what: 'do more', result: 'ok' });
  }
  t.equal(count, 1000, 'as of when it began');
  t.equal(all.audit.list().length, 1010);
});
