import t from 'tap';
import { checkKind, checkResourceName, variableOf } from '../../../../server/model/resource.ts';

t.test('the variable of a link', async (t) => {
  t.equal(variableOf('main-db'), 'MAIN_DB_URL');
  t.equal(variableOf('DATABASE'), 'DATABASE_URL');
  t.equal(variableOf('DATABASE_URL'), 'DATABASE_URL');
  for (const word of ['1st', 'a b', 'RACK_X', '', 'a=b'])
    t.throws(() => variableOf(word), { code: 'bad_env_name' }, word);
});

t.test('a resource’s name stands in names of AWS', async (t) => {
  const check = (name: string, kind: 'postgres' | 'redis' = 'postgres') =>
    checkResourceName(name, { rack: 'acme', kind });
  for (const name of ['a', 'main-db', 'x2'.padEnd(30, 'y')]) t.doesNotThrow(() => check(name), name);
  for (const name of ['', 'Main', '2a', 'a-', 'a--b', 'a_b', 'a'.repeat(31)])
    t.throws(() => check(name), { code: 'bad_resource_name' }, name);
  t.throws(() => check('a'.repeat(27), 'redis'), { code: 'bad_resource_name', hint: /up to 26 char/ }, 'redis');
});

t.test('a kind that is not there', async (t) => {
  t.equal(checkKind('redis'), 'redis');
  t.throws(() => checkKind('postgress'), { code: 'unknown_kind', hint: /postgres\?/ });
  t.throws(() => checkKind('constructor'), { code: 'unknown_kind' });
});
