import t from 'tap';
import { makeKey, setUp } from './people.ts';

t.test('everyone adds and removes keys of their own, admins those of all', async (t) => {
  const { keys, admin, enter } = setUp(t);
  const [ada, bob] = [await enter('ada'), await enter('bob')];
  const own = (text: string) => ({ developer: undefined, role: undefined, text });
  const added = await keys.add(own(`${makeKey()} one\n# a comment\r\n\n${makeKey()} two\n`), ada);
  t.match(added, { developer: { name: 'ada' }, isNew: false, keys: [{ comment: 'one' }, { comment: 'two' }] });
  t.match(await keys.add({ ...own(makeKey()), developer: 'ADA' }, ada), { developer: { name: 'ada' } });
  await t.rejects(keys.add({ ...own(makeKey()), developer: 'bob' }, ada), { code: 'not_allowed' });
  await t.rejects(keys.add({ ...own(makeKey()), developer: 'new' }, ada), { code: 'not_allowed' });
  for (const list of ['all', 'bob', 'nobody']) t.throws(() => keys.list(list, ada), { code: 'not_allowed' });
  t.equal(keys.list(undefined, ada).length, 4);
  t.equal(keys.list('all', admin).length, 6);
  const [bobs] = keys.list(undefined, bob);
  await t.rejects(keys.remove(bobs!.fingerprint, ada), { code: 'key_not_found' });
  t.match(await keys.remove(bobs!.fingerprint, admin), { developer: 'bob' });
});

t.test('a file of keys is added whole or not at all', async (t) => {
  const { keys, admin, enter } = setUp(t);
  const taken = makeKey();
  const ada = await enter('ada', 'deploy', taken);
  const add = (text: string) => keys.add({ developer: 'new', role: undefined, text }, admin);
  await t.rejects(add(`${makeKey()}\n${makeKey().slice(0, -20)}`), { code: 'bad_key', message: /^Line 2: / });
  await t.rejects(add(`${makeKey()}\n${taken}`), { code: 'key_taken', message: /is ada's already/ });
  t.throws(() => keys.list('new', admin), { code: 'developer_not_found' }, 'nobody was made either');
  const bob = await enter('bob');
  const request = { developer: undefined, role: undefined, text: taken };
  await t.rejects(keys.add(request, bob), { code: 'key_taken', message: /is somebody's already/ });
  await t.rejects(keys.add(request, ada), { code: 'key_taken', message: /is ada's already/ });
  await t.rejects(add('\n# nothing\n'), { code: 'bad_key' });
});

t.test('a role is for new developers; another one is not given by the way', async (t) => {
  const { keys, admin, enter } = setUp(t);
  await enter('ada');
  const add = (role: 'read' | 'deploy') => keys.add({ developer: 'ada', role, text: makeKey() }, admin);
  await t.rejects(add('read'), { code: 'developer_exists', hint: /developers role ada read/ });
  t.match(await add('deploy'), { isNew: false });
});
