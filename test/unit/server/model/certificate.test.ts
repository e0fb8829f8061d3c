import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import t from 'tap';
import { checkNames } from '../../../../server/apps/certificate-names.ts';
import { isFor, readCertificate } from '../../../../server/model/certificate.ts';
import { selfSigned } from '../../../../server/model/self-signed.ts';

const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
t.teardown(() => rmSync(folder, { recursive: true }));

t.test('certificate, chain and key are read, the root may be left out', async (t) => {
  issueAll();
  const read = readCertificate(pem('leaf.pem', 'middle.pem', 'leaf.key'));
  t.same(read.names, ['www.example.com', '*.example.com']);
  t.equal(read.chain, pem('middle.pem'));
  t.equal(readCertificate(pem('leaf.key', 'leaf.pem', 'middle.pem', 'root.pem')).chain, pem('middle.pem', 'root.pem'));
});

t.test('what is wrong with a certificate is told', async (t) => {
  const wrong = (what: RegExp, text: string, now?: Date) =>
    t.throws(() => readCertificate(text, now), { code: 'bad_certificate', message: what, hint: /fullchain/ });
  const later = (days: number) => new Date(Date.now() + days * 86_400_000);
  wrong(/^There is no certificate/, '');
  wrong(/^There are 0 private keys/, pem('leaf.pem', 'middle.pem'));
  wrong(/^There are 2 private keys/, pem('leaf.pem', 'middle.pem', 'leaf.key', 'root.key'));
  wrong(
    /^The private key is not that of the certificate for www\.example\.com/,
    pem('leaf.pem', 'middle.pem', 'own.key'),
  );
  wrong(/^The key is that of certificate 2, which has to come first/, pem('middle.pem', 'leaf.pem', 'leaf.key'));
  wrong(/comes without the chain/, pem('leaf.pem', 'leaf.key'));
  wrong(
    /^Certificate 2 \(root\) has not issued the one before it/,
    pem('leaf.pem', 'root.pem', 'middle.pem', 'leaf.key'),
  );
  wrong(/names no host/, pem('own.pem', 'own.key'));
  wrong(/^The certificate expired at /, pem('leaf.pem', 'middle.pem', 'leaf.key'), later(10));
  wrong(/^The certificate holds only from /, pem('leaf.pem', 'middle.pem', 'leaf.key'), later(-10));
  wrong(/^Certificate 1 of 1 cannot be read/, pem('leaf.pem', 'leaf.key').replace(/MII/, 'AAA'));
  openssl('ec', '-in', 'leaf.key', '-aes128', '-passout', 'pass:secret', '-out', 'locked.key');
  wrong(/passphrase/, pem('leaf.pem', 'middle.pem', 'locked.key'));
});

t.test('a certificate of one’s own is one that TLS takes for its hosts', async (t) => {
  const hosts = ['a.example.com', '*.b.example.com', ...Array.from({ length: 40 }, (_, at) => `h${at}.example.com`)];
  const { names, certificate, key, expires } = readCertificate(selfSigned(hosts));
  t.same(names, hosts);
  t.ok(expires.getTime() > Date.now() + 396 * 86_400_000);
  const server = createServer({ cert: certificate, key }).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const reach = (servername: string) =>
    new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', servername, ca: certificate });
      socket.once('secureConnect', () => resolve(socket.end() && 'secure'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
  t.equal(await reach('h39.example.com'), 'secure');
  t.equal(await reach('x.b.example.com'), 'secure');
  t.equal(await reach('other.example.com'), 'ERR_TLS_CERT_ALTNAME_INVALID');
});

t.test('a certificate is for hosts of the app, and of no other one', async (t) => {
  const hosts = { app: 'shop', own: ['shop.r.dev', 'www.example.com'], others: ['blog.example.com'], domain: 'r.dev' };
  const check = (names: string[], isAdmin = false) => checkNames(names, hosts, isAdmin);
  const misfit = { code: 'certificate_misfit' };
  check(['www.example.com', 'elsewhere.example.net']);
  check(['shop.r.dev']);
  t.throws(() => check(['example.com']), { ...misfit, hint: /shop has shop\.r\.dev, www\.example\.com/ });
  t.throws(() => check(['www.example.com', 'blog.example.com']), { ...misfit, message: /also for blog\.example\.com/ });
  t.throws(() => check(['*.example.com']), misfit, 'a wildcard is for those of others too');
  t.throws(() => check(['*.r.dev']), misfit, 'the rack’s own');
  t.throws(() => check(['www.example.com', '*.dev']), misfit);
  check(['*.example.com'], true);
  t.throws(() => check(['blog.example.com'], true), misfit, 'an admin’s too is for a host of the app');
  t.same(
    ['a.example.com', 'a.b.example.com', 'example.com', '*.example.com'].map((host) => isFor('*.example.com', host)),
    [true, false, false, true],
  );
});

// Private

function openssl(...words: string[]): void {
  execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
}

function pem(...names: string[]): string {
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
}

/** A root, an authority below it, and a certificate of that; and one that vouches for itself and names no host. */
function issueAll(): void {
  for (const name of ['root', 'middle', 'leaf', 'own'])
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
  writeFileSync(join(folder, 'ca.txt'), 'basicConstraints=critical,CA:TRUE\n');
  writeFileSync(join(folder, 'leaf.txt'), 'subjectAltName=DNS:www.example.com,DNS:*.Example.com\n');
  for (const name of ['root', 'own'])
    openssl('req', '-x509', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-days', '9', '-out', `${name}.pem`);
  sign('middle', 'root', 'ca.txt');
  sign('leaf', 'middle', 'leaf.txt');
}

function sign(name: string, by: string, extensions: string): void {
  const subject = name === 'leaf' ? 'www.example.com' : name;
  openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${subject}`, '-out', `${name}.csr`);
  const authority = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-extfile', extensions];
  openssl('x509', '-req', '-in', `${name}.csr`, '-days', '9', ...authority, '-out', `${name}.pem`);
}
