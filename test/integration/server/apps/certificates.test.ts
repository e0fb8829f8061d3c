import t from 'tap';
import { selfSigned } from '../../../../server/model/self-signed.ts';
import { TestRack } from '../rack.ts';

const DAY = 86_400_000;

t.test('certificates of apps and of the rack', async (t) => {
  const rack = await TestRack.start(t);
  const { store, deploys, acm } = rack;
  for (const name of ['shop', 'blog']) store.apps.create({ name, createdBy: 'admin' });
  await rack.ssh('deploy shop --image nginx');
  store.domains.add('shop', { name: 'www.example.com', process: 'web', addedBy: 'admin' });
  store.domains.add('blog', { name: 'blog.example.com', process: 'web', addedBy: 'admin' });
  store.developers.create({ name: 'ann', role: 'deploy', apps: ['shop'] });
  store.developers.create({ name: 'bob', role: 'deploy', apps: ['blog'] });
  await rack.ssh('keys add ann', { input: await rack.makeKey('ann') });
  await rack.ssh('keys add bob', { input: await rack.makeKey('bob') });
  const add = (hosts: string[], key = 'ann') => rack.ssh('certs add shop', { input: selfSigned(hosts), key });
  const listed = async (key = 'admin') => JSON.parse((await rack.ssh('certs --json', { key })).stdout);

  await t.test('none is presented where the rack has none itself', async (t) => {
    t.match((await add(['www.example.com'])).stderr, /by HTTP alone[\s\S]*certs import[\s\S]*CertificateArn=ARN/);
    const { stdout, stderr } = await rack.ssh('certs import', { input: selfSigned(['*.localhost']) });
    t.match(stderr, /For \*\.localhost, until 20.*Z; nothing yet\.\nIts ARN is arn:aws:acm:/);
    rack.rackCertificate = acm.certificates[0]?.arn;
    t.match(await listed(), [{ id: stdout.trim(), isDefault: true, addedBy: 'admin' }]);
    t.match((await rack.ssh(`certs remove ${stdout.trim()}`)).stderr, /where no other certificate fits/);
  });

  await t.test('a developer adds one for hosts of an app, and a newer one takes its place', async (t) => {
    t.match((await add(['blog.example.com'])).stderr, /which are no hosts of shop/);
    t.match((await add(['*.example.com', 'www.example.com'])).stderr, /not of this app alone/);
    t.match((await rack.ssh('certs add shop', { input: 'none', key: 'ann' })).stderr, /no certificate in PEM form/);
    const first = (await add(['www.example.com'])).stdout.trim();
    t.match(deploys.adjusted.at(-1)?.certificates, [new RegExp(`/${first}$`)]);
    const second = await add(['www.example.com']);
    t.match(second.stderr, /takes the place of the one that expires/);
    t.match(store.adjustments.of('shop').certificates, [new RegExp(`/${second.stdout.trim()}$`)]);
    t.equal(acm.certificates.length, 2, 'the old one is deleted');
    t.match((await rack.ssh('info shop', { key: 'ann' })).stdout, /^Certified: www\.example\.com, until 20/m);
    t.match(await listed('bob'), [{ domains: ['*.localhost'] }]);
    t.match((await rack.ssh(`certs remove ${second.stdout.trim()}`, { key: 'bob' })).stderr, /no certificate "/);
  });

  await t.test('one that the load balancer refuses is not kept', async (t) => {
    deploys.refusal = 'stack_failed';
    t.match((await add(['shop.localhost'])).stderr, /refused, as told/);
    deploys.refusal = undefined;
    t.equal(acm.certificates.length, 2);
    t.equal(store.certificates.list().length, 2);
  });

  await t.test('over HTTP, as the convox CLI asks', async (t) => {
    const ask = async (method: string, path: string, body?: Record<string, string>) => {
      const headers = { authorization: `Bearer ${rack.token()}` };
      const form = body && { body: new URLSearchParams(body) };
      const answer = await fetch(`http://127.0.0.1:${rack.httpPort}${path}`, { method, headers, ...form });
      // biome-ignore lint/suspicious/noExplicitAny: what the API answers
      return (await answer.json()) as any;
    };
    const made = await ask('POST', '/certificates/generate', { domains: 'a.example.net,b.example.net' });
    t.match(made, { domain: 'a.example.net', domains: ['a.example.net', 'b.example.net'], expiration: /^20/ });
    const [pub, key] = selfSigned(['c.example.net']).split(/(?=-----BEGIN PRIVATE)/) as [string, string];
    t.match(await ask('POST', '/certificates', { pub, key }), { domain: 'c.example.net' });
    t.equal((await ask('GET', '/certificates')).length, 4);
    await ask('DELETE', `/certificates/${made.id}`);
    t.equal((await ask('GET', '/certificates')).length, 3);
    t.match(await ask('DELETE', `/certificates/${made.id}`), { code: 'certificate_not_found' });
  });

  await t.test('what expires within a month is told of', async (t) => {
    t.same(await rack.rack.certificates.expiring(), []);
    const soon = await rack.rack.certificates.expiring(Date.now() + 390 * DAY);
    t.match(
      soon.map(({ name }) => name),
      [/^\*\.localhost \(1\)$/, /^c\.example\.net /, /^www\.example\.com /],
    );
  });

  await t.test('it is taken from the load balancer before it is deleted', async (t) => {
    const [{ id }] = (await listed('ann')).filter(({ app }: { app?: string }) => app === 'shop');
    t.equal((await rack.ssh(`certs remove ${id}`, { key: 'ann' })).code, 0);
    t.same(deploys.adjusted.at(-1)?.certificates, []);
    t.notOk(acm.certificates.some(({ arn }) => arn.endsWith(`/${id}`)));
    const audit = (await rack.ssh('audit --json')).stdout;
    t.match(audit, new RegExp(`certs remove ${id}`));
    t.notMatch(audit, /PRIVATE KEY/);
  });
});
