import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newConfig } from '../../../cli/config.ts';
import { DEFAULT_PORTS } from '../../../cli/ports.ts';
import { askedTls, doorUrl, withTls } from '../../../cli/tls.ts';
import { run } from '../../../lib/run.ts';

t.test('a certificate for the server', async (t) => {
  const folder = t.testdir();
  const files = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=x'];
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:*.example.com'];
  await run(['openssl', 'req', ...kind, ...names, '-keyout', files.key, '-out', files.cert]);
  const asked = { 'tls-cert': files.cert, 'tls-key': files.key };
  const plain = newConfig('blue', DEFAULT_PORTS, 'debian');

  t.strictSame(askedTls({}), undefined);
  t.strictSame(askedTls(asked), files);
  t.equal(askedTls({ 'no-tls': true }), 'none');
  for (const half of [{ 'tls-cert': files.cert }, { 'tls-key': files.key }, { ...asked, 'no-tls': true }])
    t.throws(() => askedTls(half), { code: 'bad_usage' });
  t.throws(() => askedTls({ ...asked, 'tls-cert': files.key }), { code: 'bad_certificate', message: /tls\.key/ });
  t.throws(() => askedTls({ ...asked, 'tls-key': join(folder, 'none') }), { code: 'bad_certificate' });

  const secure = withTls(plain, files);
  t.equal(withTls(secure, undefined), secure, 'it stays');
  t.strictSame(withTls(secure, 'none'), plain);
  t.throws(() => withTls({ ...plain, containers: true }, files), { code: 'rack_keeps' });

  t.equal(doorUrl(plain), 'http://127.0.0.1:5443');
  t.equal(doorUrl(secure), 'https://rack.example.com:5443', 'by the name of the certificate');
  t.equal(doorUrl({ ...plain, containers: true }), 'http://rack.localhost:8080');
  writeFileSync(files.cert, 'gone');
  t.equal(doorUrl(secure), 'https://127.0.0.1:5443');
});
