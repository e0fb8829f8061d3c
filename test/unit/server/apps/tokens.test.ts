import t from 'tap';
import { makeKey, setUp } from './people.ts';

const WHOLE = { name: 'ci', role: undefined, apps: 'all', expires: undefined } as const;

t.test('a token is made for oneself, with no more than one may', async (t) => {
  const { developers, tokens, admin, enter } = setUp(t);
  const ada = await enter('ada', 'read');
  await developers.revoke('ada', 'all', admin);
  await developers.grant('ada', ['shop'], admin);
  await t.rejects(tokens.create({ ...WHOLE, role: 'deploy' }, ada), { code: 'not_allowed' });
  const now = { ...ada, developer: developers.show('ada', admin) };
  await t.rejects(tokens.create({ ...WHOLE, apps: ['blog'] }, now), { code: 'app_not_found' });
  await t.rejects(tokens.create({ ...WHOLE, name: 'my token' }, now), { code: 'bad_token_name' });
  const made = await tokens.create({ ...WHOLE, apps: ['shop'] }, now);
  const year = Date.parse(made.expiresAt!) - Date.now();
  t.ok(Math.abs(year - 365 * 86_400_000) < 60_000, 'a year, when nobody says otherwise');
  await t.rejects(tokens.create({ ...WHOLE, name: 'CI' }, now), { code: 'token_exists', hint: /revoke CI/ });
  t.equal((await tokens.create({ ...WHOLE, name: 'ever', expires: 'never' }, now)).expiresAt, undefined);
  t.match(tokens.list(undefined, now), [{ name: 'ci' }, { name: 'ever' }]);
  t.notOk(JSON.stringify(tokens.list(undefined, now)).includes('hash'));
});

t.test('everyone sees and revokes their own, admins those of all', async (t) => {
  const { tokens, admin, enter, byToken } = setUp(t);
  const [ada, bob] = [await enter('ada'), await enter('bob')];
  const via = (await byToken({}, ada)).via as { id: string };
  await byToken({}, admin);
  for (const list of ['all', 'ada', 'nobody']) t.throws(() => tokens.list(list, bob), { code: 'not_allowed' }, list);
  await t.rejects(tokens.revoke(via.id, undefined, bob), { code: 'token_not_found' });
  await t.rejects(tokens.revoke('ci', 'ada', bob), { code: 'not_allowed' });
  t.same(
    tokens.list('ADA', admin).map(({ id }) => id),
    [via.id],
  );
  t.equal(tokens.list('all', admin).length, 2);
  t.throws(() => tokens.list('nobody', admin), { code: 'developer_not_found' });
  t.match(await tokens.revoke('ci', undefined, admin), { developer: 'admin' }, 'of one name one’s own is meant');
  t.match(await tokens.revoke('ci', 'ada', admin), { developer: 'ada', id: via.id });
  await t.rejects(tokens.revoke(via.id, undefined, admin), { code: 'token_not_found' });
});

t.test('a token with limits manages nothing, and what a token makes does not outlast it', async (t) => {
  const { tokens, keys, developers, admin, byToken } = setUp(t);
  for (const limits of [{ apps: ['shop'] }, { role: 'read' as const }, { role: 'admin' as const }]) {
    const ci = await byToken({ name: JSON.stringify(limits).replace(/\W/g, ''), ...limits }, admin);
    const refused = { code: /limited_token|not_allowed/ };
    await t.rejects(tokens.create({ ...WHOLE, name: 'more' }, ci), refused);
    await t.rejects(tokens.revoke('ci', undefined, ci), refused);
    await t.rejects(keys.add({ developer: undefined, role: undefined, text: makeKey() }, ci), refused);
    await t.rejects(keys.remove('SHA256:x', ci), refused);
    await t.rejects(developers.add({ name: 'eve', role: 'admin', apps: 'all' }, ci), refused);
    t.throws(() => tokens.list(undefined, ci), refused);
    t.throws(() => keys.list(undefined, ci), refused);
    t.throws(() => developers.list(ci), refused);
  }
  const short = await byToken({ name: 'short', expires: '12h' }, admin);
  const end = (short.via as { expiresAt: string }).expiresAt;
  t.equal((await tokens.create({ ...WHOLE, name: 'default' }, short)).expiresAt, end);
  await t.rejects(tokens.create({ ...WHOLE, name: 'a', expires: 'never' }, short), { code: 'bad_expiry' });
  await t.rejects(tokens.create({ ...WHOLE, name: 'b', expires: '13h' }, short), { code: 'bad_expiry' });
  t.ok((await tokens.create({ ...WHOLE, name: 'c', expires: '11h' }, short)).expiresAt! < end);
  const key = { developer: undefined, role: undefined, text: makeKey() };
  await t.rejects(keys.add(key, short), { code: 'limited_token', message: /would outlast it/ });
  const ever = await byToken({ name: 'ever', expires: 'never' }, admin);
  t.match(await keys.add(key, ever), { developer: { name: 'admin' }, isNew: false });
});

t.test('a hundred tokens in force are enough; those that have expired do not count', async (t) => {
  const { store, tokens, admin } = setUp(t);
  const rest = { developer: 'admin', hash: Buffer.alloc(32), role: undefined, apps: 'all' as const };
  const add = (name: string, expiresAt: string) =>
    store.tokens.add({ ...rest, id: name.padEnd(10, 'x'), name, expiresAt });
  for (let n = 0; n < 100; n++) add(`old${n}`, '2020-01-01T00:00:00.000Z');
  for (let n = 0; n < 99; n++) add(`new${n}`, '2999-01-01T00:00:00.000Z');
  await t.rejects(tokens.create({ ...WHOLE, name: 'old1', expires: 'soon' }, admin), { code: 'bad_expiry' });
  t.ok(
    store.tokens.list().some(({ name }) => name === 'old1'),
    'what was refused has changed nothing',
  );
  t.match(await tokens.create({ ...WHOLE, name: 'old1' }, admin), { name: 'old1' }, 'and their names are free');
  await t.rejects(tokens.create({ ...WHOLE, name: 'more' }, admin), { code: 'too_many_tokens' });
});
