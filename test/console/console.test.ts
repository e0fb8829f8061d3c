import t from 'tap';
import { poll } from '../../lib/retry.ts';
import { TestRack } from '../integration/server/rack.ts';
import { noBrowser, openBrowser, Visitor } from './browser.ts';

t.test('the console, in a browser', { skip: noBrowser() ?? false }, async (t) => {
  const rack = await TestRack.start(t);
  const browser = await openBrowser(t);
  const shop = await rack.clone('shop', { deploy: 'ok' });
  await shop.git('push', 'rack', 'main');
  await shop.commit({ more: 'of it' });
  await shop.git('push', 'rack', 'main');
  const ada = await Visitor.of(rack, browser);

  await t.test('whoever is not signed in is told how to, and sees nothing', async (t) => {
    await ada.page.goto(ada.at('/apps/shop'));
    t.match(await ada.page.getByRole('main').innerText(), /Sign in[\s\S]*ssh rack console/);
    t.notMatch(await ada.page.content(), 'shop');
  });

  await t.test('a link signs in once, and is nowhere to be seen from then on', async (t) => {
    const link = await ada.signIn();
    t.equal(ada.page.url(), ada.at(''));
    const other = await Visitor.of(rack, browser);
    await other.page.goto(link);
    t.match(await other.page.getByRole('alert').innerText(), /used already[\s\S]*ssh rack console/);
    const [cookie] = await ada.context.cookies();
    t.match(cookie, { httpOnly: true, sameSite: 'Strict', path: '/' });
    t.notOk(link.includes(cookie?.value ?? ''));
  });

  await t.test('an app is found with what is live', async (t) => {
    await ada.page.getByRole('link', { name: 'shop', exact: true }).click();
    t.match(await ada.page.locator('.facts').innerText(), /v2[\s\S]*admin/);
    t.equal(await ada.page.title(), 'shop – test');
  });

  await t.test('a line is on the page as soon as it is said', async (t) => {
    await ada.page.getByRole('link', { name: 'Logs' }).click();
    const lines = ada.page.getByRole('log');
    await lines.getByText('Nothing was said yet').waitFor();
    rack.say('shop', 'hello from the shop');
    await lines.getByText('hello from the shop').waitFor();
    t.pass();
  });

  await t.test('a click scales, as its developer', async (t) => {
    await ada.visit('/apps/shop');
    await ada.page.getByRole('button', { name: 'One copy of web more' }).click();
    await ada.page.getByRole('button', { name: 'Apply' }).click();
    await ada.page.getByText('web of shop is to run 2 copies').waitFor();
    t.match(rack.deploys.adjusted.at(-1), { sizes: { web: { count: 2 } } });
    const record = rack.store.audit.list({ app: 'shop' }).at(-1);
    t.match(record, { who: 'admin', what: 'scale web=2', door: 'console', credential: /^session /, result: 'ok' });
  });

  await t.test('a click and a word of consent roll back', async (t) => {
    await ada.page.getByRole('link', { name: 'Releases' }).click();
    await ada.page.getByRole('button', { name: 'Roll back to v1' }).click();
    t.match(await ada.page.getByRole('dialog').innerText(), /commit: /);
    t.equal(rack.store.releases.live('shop')?.version, 2, 'nothing happens before that');
    await ada.page.getByRole('button', { name: 'Roll back to v1', exact: true }).last().click();
    await ada.page.getByText('shop goes back to v1').waitFor();
    t.match(rack.store.releases.live('shop'), { version: 3, description: 'Rollback to v1' });
  });

  await t.test('a variable is set and taken away by a release, and its value is shown when asked for', async (t) => {
    await ada.visit('/apps/shop/settings');
    await ada.page.getByLabel('Name', { exact: true }).fill('GREETING');
    await ada.page.getByLabel('Value', { exact: true }).fill('hello\nworld');
    await ada.page.getByRole('button', { name: 'Set', exact: true }).click();
    const row = ada.page.getByRole('row', { name: /^GREETING/ });
    await row.waitFor();
    t.notMatch(await ada.page.content(), 'world');
    t.same(rack.store.environments.get('shop'), { GREETING: 'hello\nworld' });
    await ada.page.getByRole('button', { name: 'Show values' }).click();
    await row.getByText('world').waitFor();
    await ada.page.getByRole('button', { name: 'Unset GREETING' }).click();
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Unset GREETING' }).click();
    await ada.page.getByText('It has no variables').waitFor();
    t.same(rack.store.environments.get('shop'), {});
    t.match(rack.store.releases.live('shop'), { version: 5, description: 'Unset GREETING' });
  });

  await t.test('a drain is added and removed; what is refused is told', async (t) => {
    rack.resolveHost = async () => '127.0.0.1';
    const receiver = ada.page.getByLabel('Receiver');
    await receiver.fill('ftp://example.com');
    await ada.page.getByRole('button', { name: 'Add a drain' }).click();
    await ada.page.locator('.note.bad').waitFor();
    await receiver.fill('https://logs.example/lines?key=geheim');
    await ada.page.getByRole('button', { name: 'Add a drain' }).click();
    await ada.page.getByRole('row', { name: /logs\.example/ }).waitFor();
    t.notMatch(await ada.page.content(), 'geheim');
    t.equal(rack.store.drains.list('shop').length, 1);
    await ada.page.getByRole('button', { name: /^Remove the drain/ }).click();
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Remove the drain' }).click();
    await ada.page.getByText('Its log is sent nowhere else').waitFor();
    t.same(rack.store.drains.list('shop'), []);
  });

  await t.test('a click and a word of consent deploy once more', async (t) => {
    await ada.visit('/apps/shop');
    await ada.page.getByRole('button', { name: 'Redeploy' }).click();
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Redeploy' }).click();
    await ada.page.getByText('shop is deployed once more').waitFor();
    t.match(rack.store.releases.live('shop'), { version: 6, description: 'Redeploy' });
  });

  await t.test('what is wrong is told on every page, with the way on', async (t) => {
    const about = { name: 'crash-loop', subject: 'shop web', app: 'shop', severity: 'critical', stage: 0 } as const;
    const said = { message: 'web of shop ends again and again', hint: 'See what it says: ssh rack logs shop' };
    rack.store.alerts.put({ ...about, ...said, since: new Date().toISOString() });
    await ada.visit('/rack');
    await ada.page.getByRole('link', { name: /Alerts\W+1 thing is wrong/ }).click();
    t.match(await ada.page.locator('.alerts li').innerText(), /again and again[\s\S]*ssh rack logs shop/);
    rack.store.alerts.remove(about);
    await ada.page.getByText('Nothing is wrong').waitFor();
  });

  await t.test('the cookie alone opens nothing: what another page asks for is refused', async (t) => {
    const cookie = (await ada.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const own = { cookie, 'x-rack-console': '1' };
    const statusOf = async (headers: Record<string, string>, method = 'GET') =>
      (await fetch(`http://127.0.0.1:${rack.httpPort}/auth`, { method, headers })).status;
    t.equal(await statusOf(own), 200);
    t.equal(await statusOf({ cookie }), 401, 'a form, an image');
    for (const site of ['cross-site', 'same-site', 'none'])
      t.equal(await statusOf({ ...own, 'sec-fetch-site': site }), 401, site);
    t.equal(
      await statusOf({ ...own, origin: 'http://evil.example' }),
      401,
      'an old browser, which tells the origin alone',
    );
    t.equal(await statusOf({ ...own, origin: `http://127.0.0.1:${rack.httpPort}` }), 200);
    const asked = { 'access-control-request-headers': 'x-rack-console', origin: 'http://evil.example' };
    const leave = await fetch(`http://127.0.0.1:${rack.httpPort}/auth`, { method: 'OPTIONS', headers: asked });
    t.equal(leave.headers.get('access-control-allow-origin'), null, 'no page is given leave');
    const git = await fetch(`${rack.httpUrl('shop')}/info/refs?service=git-upload-pack`, { headers: own });
    t.equal(git.status, 401, 'git takes no session');
  });

  await t.test('a session ends where it is ended', async (t) => {
    await ada.visit('/apps/shop/logs');
    await ada.page.getByText('Live').waitFor();
    const [session] = rack.store.consoleSessions.list('admin', new Date());
    await rack.ssh(`console end ${session?.id}`);
    await ada.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    t.pass();
  });

  await t.test('with its key a session is gone', async (t) => {
    const eve = rack.store.developers.create({ name: 'eve', role: 'read', apps: 'all' });
    await rack.ssh('keys add eve', { input: await rack.makeKey('eve') });
    const visitor = await Visitor.of(rack, browser);
    await visitor.signIn('eve');
    await visitor.visit('/apps/shop');
    t.equal(
      await visitor.page.getByRole('button', { name: /more|Restart|Stop|Roll back|Redeploy/ }).count(),
      0,
      'who may only read finds no button',
    );
    await visitor.visit('/apps/shop/logs');
    await visitor.page.getByText('Live').waitFor();
    t.equal(await refused(visitor, '/apps/shop/services/web/restart'), 'not_allowed');
    for (const { fingerprint } of rack.store.keys.list(eve.name)) await rack.ssh(`keys remove ${fingerprint}`);
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  t.same(ada.complaints, []);
  await poll(async () => rack.rack.sessions.count === 0 || undefined, { signal: AbortSignal.timeout(20_000) });
});

// Private

/** What the API says to a change that the page itself asks for. */
function refused({ page }: Visitor, path: string): Promise<string> {
  return page.evaluate(async (path) => {
    const answer = await fetch(path, { method: 'POST', headers: { 'x-rack-console': '1' } });
    return ((await answer.json()) as { code: string }).code;
  }, path);
}
