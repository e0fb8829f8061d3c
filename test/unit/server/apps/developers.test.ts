import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { makeKey, setUp } from './people.ts';

t.test('there is always an admin with a key', async (t) => {
  const { developers, keys, store, admin, enter } = setUp(t);
  const [own] = store.keys.list('admin');
  const refused = { code: 'last_admin' };
  await t.rejects(developers.remove('admin', admin), refused);
  await t.rejects(developers.setRole('admin', 'deploy', admin), refused);
  await t.rejects(keys.remove(own!.fingerprint, admin), refused);
  await developers.add({ name: 'keyless', role: 'admin', apps: 'all' }, admin);
  await t.rejects(developers.remove('admin', admin), refused, 'an admin without a key is none');
  t.match(store.developers.find('admin'), { role: 'admin' });
  t.equal(store.keys.list('admin').length, 1, 'what was refused has changed nothing');
  await enter('bob', 'admin');
  await developers.remove('admin', admin);
  t.equal(store.developers.find('admin'), undefined);
});

t.test('names are unique whatever their case, and one that comes back has none of the old rights', async (t) => {
  const { developers, keys, store, logins, admin, enter, byToken } = setUp(t);
  const ada = await enter('ada');
  await byToken({}, ada);
  await t.rejects(developers.add({ name: 'ADA', role: 'read', apps: 'all' }, admin), { code: 'developer_exists' });
  await t.rejects(keys.add({ developer: 'Ada', role: 'read', text: 'x' }, admin), { code: 'bad_key' });
  await developers.remove('aDa', admin);
  await developers.add({ name: 'Ada', role: 'read', apps: ['shop'] }, admin);
  t.match(developers.show('ada', admin), { name: 'Ada', role: 'read', apps: ['shop'], keys: [], tokens: [] });
  t.equal(logins.current(ada), undefined);
  t.same(store.tokens.list(), []);
  for (const name of ['', '.', 'a b', 'rack', 'x'.repeat(64), '-x', 'a/b', 'ä'])
    await t.rejects(developers.add({ name, role: 'read', apps: 'all' }, admin), { code: 'bad_developer_name' }, name);
});

t.test('apps are granted and taken, and admins always have all', async (t) => {
  const { developers, admin, enter } = setUp(t);
  await enter('ada');
  await t.rejects(developers.grant('ada', ['shop'], admin), { code: 'has_all_apps', message: /all apps already/ });
  await t.rejects(developers.revoke('ada', ['shop'], admin), { code: 'has_all_apps', hint: /revoke ada all/ });
  t.same((await developers.revoke('ada', 'all', admin)).apps, []);
  t.same((await developers.grant('ada', ['shop', 'blog'], admin)).apps, ['blog', 'shop']);
  t.same((await developers.grant('ada', ['shop'], admin)).apps, ['blog', 'shop']);
  await t.rejects(developers.grant('ada', ['Shop!'], admin), { code: 'bad_app_name' });
  await t.rejects(developers.revoke('ada', ['wiki'], admin), { code: 'not_granted' });
  t.same((await developers.revoke('ada', ['shop'], admin)).apps, ['blog']);
  t.same((await developers.setRole('ada', 'admin', admin)).apps, 'all');
  await t.rejects(developers.revoke('ada', ['blog'], admin), { code: 'has_all_apps', message: /is an admin/ });
  await t.rejects(developers.add({ name: 'eve', role: 'admin', apps: ['shop'] }, admin), { code: 'has_all_apps' });
  t.same((await developers.setRole('ada', 'deploy', admin)).apps, 'all');
});

t.test('sessions end with the right to them, and only then', async (t) => {
  const { developers, keys, tokens, sessions, store, admin, enter, byToken } = setUp(t);
  const ada = await enter('ada');
  const bob = await enter('bob');
  const ci = await byToken({ apps: ['shop'] }, ada);
  const cutBy = async (change: () => Promise<unknown>) => {
    const running = { admin, ada, bob, ci };
    const open = Object.entries(running).map(([name, actor]) => ({ name, session: sessions.open(actor) }));
    await change();
    for (const { session } of open) session.close();
    return open.filter(({ session }) => session.signal.aborted).map(({ name }) => name);
  };
  t.same(await cutBy(() => developers.setRole('ada', 'admin', admin)), [], 'a raise cuts nothing');
  t.same(await cutBy(() => developers.setRole('ada', 'deploy', admin)), ['ada', 'ci']);
  t.same(await cutBy(() => developers.revoke('bob', 'all', admin)), ['bob']);
  t.same(await cutBy(() => developers.grant('bob', ['blog', 'wiki'], admin)), []);
  t.same(await cutBy(() => developers.revoke('bob', ['wiki'], admin)), ['bob']);
  const more = await keys.add({ developer: 'ada', role: undefined, text: makeKey() }, admin);
  t.same(await cutBy(() => keys.remove(more.keys[0]!.fingerprint, admin)), [], 'a key that nobody is in with');
  t.same(await cutBy(() => developers.remove('nobody', admin).catch(() => {})), []);
  t.same(await cutBy(() => tokens.revoke('ci', undefined, ada)), ['ci']);
  t.same(await cutBy(() => keys.remove(store.keys.list('ada')[0]!.fingerprint, ada)), ['ada']);
  t.same(await cutBy(() => developers.remove('bob', admin)), ['bob']);
});

t.test('a session whose right was raised meanwhile ends when that is taken back', async (t) => {
  const { developers, sessions, admin, enter } = setUp(t);
  const session = sessions.open(await enter('eve', 'read'));
  await developers.setRole('eve', 'deploy', admin);
  t.notOk(session.signal.aborted);
  await developers.setRole('eve', 'read', admin);
  t.ok(session.signal.aborted);
  t.match(session.signal.reason, { code: 'access_revoked' });
});

t.test('a session does not outlast its token', async (t) => {
  const { sessions, admin } = setUp(t);
  const by = (expiresAt: string) => ({ kind: 'token', id: 'x', name: 'ci', isLimited: false, expiresAt }) as const;
  const at = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
  const short = sessions.open({ ...admin, via: by(at(20)) });
  const long = sessions.open({ ...admin, via: by(at(100 * 365 * 86_400_000)) });
  const closed = sessions.open({ ...admin, via: by(at(20)) });
  closed.close();
  await poll(async () => short.signal.aborted || undefined);
  t.match(short.signal.reason, { code: 'access_revoked' });
  t.notOk(long.signal.aborted);
  t.notOk(closed.signal.aborted);
});

t.test('every change is in the audit log once, with who, how and what came of it', async (t) => {
  const { developers, tokens, store, admin, enter } = setUp(t);
  const ada = await enter('ada');
  await developers.grant('ada', ['shop'], admin).catch(() => {});
  const { id, text } = await tokens.create({ name: 'ci', role: 'read', apps: ['shop'], expires: '90d' }, ada);
  await tokens.revoke(text, undefined, ada);
  const [, ...records] = store.audit.list();
  t.match(records, [
    { who: 'admin', what: 'keys add ada', detail: /^SHA256:/, result: 'ok', door: 'ssh', credential: /^key SHA256:/ },
    { who: 'admin', what: 'developers grant ada shop', result: 'ada may touch all apps already.' },
    { who: 'ada', what: 'tokens create ci', detail: new RegExp(`^${id}, read, apps: shop, until 20`), result: 'ok' },
    { who: 'ada', what: `tokens revoke ${id}`, detail: `${id} of ada`, result: 'ok' },
  ]);
  t.equal(records.length, 4);
  t.notOk(JSON.stringify(records).includes(text.slice(-36)));
});
