import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Logins } from '../../../../server/apps/logins.ts';
import type { AppScope, Role } from '../../../../server/model/developer.ts';
import { hashSecret, mintToken, tokenText } from '../../../../server/model/token.ts';
import { openSeal } from '../../../../server/store/seal.ts';
import { openStore } from '../../../../server/store/store.ts';

const FROM = '192.0.2.7';

function setUp(t: Test) {
  const folder = t.testdir();
  const store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
  t.teardown(() => store.close());
  const logins = new Logins(store);
  const token = (more: { name?: string; role?: Role; apps?: AppScope; expiresAt?: string } = {}) => {
    const minted = mintToken();
    const { name = 'ci', role, apps = 'all', expiresAt } = more;
    store.tokens.add({ id: minted.id, developer: 'ada', name, hash: hashSecret(minted.secret), role, apps, expiresAt });
    return { id: minted.id, text: tokenText(minted) };
  };
  return { store, logins, token };
}

t.test('a token lets its developer in, with no more than both may', async (t) => {
  const { store, logins, token } = setUp(t);
  store.developers.create({ name: 'ada', role: 'deploy', apps: ['shop', 'blog'] });
  const whole = logins.byToken(token().text, FROM);
  t.match(whole, {
    developer: { name: 'ada', role: 'deploy', apps: ['shop', 'blog'] },
    from: FROM,
    via: { name: 'ci' },
  });
  const read = token({ name: 'read', role: 'read', apps: ['shop', 'other'] });
  t.match(logins.byToken(read.text, FROM)?.developer, { role: 'read', apps: ['shop'] });
  const admin = token({ name: 'admin', role: 'admin' });
  t.match(logins.byToken(admin.text, FROM)?.developer, { role: 'deploy', apps: ['shop', 'blog'] });
  t.match(store.tokens.find(read.id), { lastUsedAt: String, lastUsedFrom: FROM });
});

t.test('an unknown, wrong, expired or revoked token lets nobody in, and the refusal is recorded', async (t) => {
  const { store, logins, token } = setUp(t);
  store.developers.create({ name: 'ada', role: 'admin', apps: 'all' });
  const good = token();
  const late = token({ name: 'late', expiresAt: '2026-01-01T00:00:00.000Z' });
  const gone = token({ name: 'gone' });
  const actor = logins.byToken(gone.text, FROM)!;
  store.tokens.revoke(gone.id);
  const wrong = tokenText({ id: good.id, secret: mintToken().secret });
  for (const text of [tokenText(mintToken()), wrong, late.text, gone.text, '', good.text.slice(0, -1)])
    t.equal(logins.byToken(text, FROM), undefined);
  t.equal(logins.current(actor), undefined, 'what came in before does not go on');
  t.ok(logins.byToken(good.text, FROM));
  const results = store.audit.list().map(({ result }) => result);
  t.same(new Set(results), new Set(['unknown token', 'expired token late', 'revoked token gone']));
  t.notOk(JSON.stringify(store.audit.list()).includes(wrong.slice(-36)), 'no secret is recorded');
});
