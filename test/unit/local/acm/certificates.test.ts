import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Certificates } from '../../../../local/acm/certificates.ts';
import { materialIn } from '../../../../local/acm/material.ts';
import { createAcm } from '../../../../local/acm/service.ts';
import type { Config } from '../../../../local/config.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'acm-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);
const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
const base64 = (...names: string[]) => Buffer.concat(names.map((name) => readFileSync(file(name)))).toString('base64');

/** A root, an authority below it, and a certificate of that for `app.localhost`; and one that vouches for itself. */
function issueAll(): void {
  for (const name of ['root', 'middle', 'leaf', 'own']) {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
  }
  writeFileSync(file('ca.txt'), 'basicConstraints=critical,CA:TRUE\n');
  writeFileSync(
    file('leaf.txt'),
    'subjectAltName=DNS:app.localhost,DNS:*.app.localhost\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n',
  );
  openssl('req', '-x509', '-key', 'root.key', '-subj', '/O=Roots/CN=root', '-days', '9', '-out', 'root.pem');
  openssl('req', '-x509', '-key', 'own.key', '-subj', '/CN=own.localhost', '-days', '9', '-out', 'own.pem');
  sign('middle', 'root', '/O=Middles/CN=middle', 'ca.txt');
  sign('leaf', 'middle', '/CN=app.localhost', 'leaf.txt');
}

function sign(name: string, by: string, subject: string, extensions: string): void {
  openssl('req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`);
  const authority = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-extfile', extensions];
  openssl('x509', '-req', '-in', `${name}.csr`, '-days', '9', ...authority, '-out', `${name}.pem`);
}

issueAll();
const leaf = { Certificate: base64('leaf.pem'), PrivateKey: base64('leaf.key') };
const CertificateChain = base64('middle.pem', 'root.pem');

function openAcm(users: Record<string, string> = {}) {
  const config = { home: mkdtempSync(join(folder, 'home-')), region: 'r', account: '0' } as Config;
  const certificates = new Certificates({ config, database: openDatabase(join(config.home, 'local.db')) });
  const callAws = async (_: string, operation: string, { ListenerArn }: Input) =>
    operation === 'DescribeListeners'
      ? { Listeners: Object.keys(users).map((arn) => ({ ListenerArn: arn, LoadBalancerArn: 'balancer' })) }
      : { Certificates: [{ CertificateArn: users[ListenerArn] }] };
  const { operations } = createAcm({ config, certificates, callAws });
  // biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
  const call = async (operation: string, input: Input): Promise<any> => operations[operation]?.(input);
  return { call, certificates, config };
}

t.test('a certificate, its chain and its key must belong together', async (t) => {
  const refused = (input: Input, message: RegExp, now?: Date) =>
    t.throws(() => materialIn({ ...leaf, CertificateChain, ...input }, now), { code: 'ValidationException', message });
  t.doesNotThrow(() => materialIn({ ...leaf, CertificateChain }));
  t.doesNotThrow(() => materialIn({ ...leaf, CertificateChain: base64('middle.pem') }), 'the root may be left out');
  t.doesNotThrow(() => materialIn({ Certificate: base64('own.pem'), PrivateKey: base64('own.key') }));
  refused({ CertificateChain: undefined }, /is not a valid self signed/);
  refused({ CertificateChain: base64('root.pem', 'middle.pem') }, /Could not validate the certificate with/);
  refused({ PrivateKey: base64('own.key') }, /does not match/);
  refused({ PrivateKey: base64('leaf.pem') }, /private key is not PEM-encoded/);
  refused({ Certificate: base64('leaf.key') }, /certificate is not PEM-encoded/);
  refused({ Certificate: base64('leaf.pem', 'middle.pem') }, /contains more than one certificate/);
  refused({}, /has expired/, new Date(Date.now() + 10 * 86_400_000));
  refused({}, /not in effect yet/, new Date(Date.now() - 86_400_000));
  openssl('ec', '-in', 'leaf.key', '-aes128', '-passout', 'pass:secret', '-out', 'locked.key');
  refused({ PrivateKey: base64('locked.key') }, /is encrypted/);
});

t.test('a certificate tells what it is, and its key is told to nobody', async (t) => {
  const { call, certificates, config } = openAcm();
  const Tags = [{ Key: 'app', Value: 'one' }];
  const { CertificateArn } = await call('ImportCertificate', { ...leaf, CertificateChain, Tags });
  t.match((await call('DescribeCertificate', { CertificateArn })).Certificate, {
    DomainName: 'app.localhost',
    SubjectAlternativeNames: ['app.localhost', '*.app.localhost'],
    Subject: 'CN=app.localhost',
    Issuer: 'Middles',
    Serial: /^([0-9a-f]{2}:)+[0-9a-f]{2}$/,
    KeyAlgorithm: 'EC-prime256v1',
    SignatureAlgorithm: 'SHA256WITHECDSA',
    KeyUsages: [{ Name: 'DIGITAL_SIGNATURE' }],
    ExtendedKeyUsages: [{ Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' }],
    Status: 'ISSUED',
    InUseBy: [],
  });
  t.match(await call('GetCertificate', { CertificateArn }), {
    Certificate: /BEGIN/,
    CertificateChain: /BEGIN[\s\S]*BEGIN/,
  });
  t.strictSame((await call('ListTagsForCertificate', { CertificateArn })).Tags, Tags);
  const key = readFileSync(file('leaf.key'), 'utf8').split('\n')[1] ?? '';
  t.notMatch(JSON.stringify(certificates.list()), new RegExp(key.slice(0, 30)));
  t.equal(statSync(join(config.home, 'acm.key')).mode & 0o777, 0o600);
  t.match(certificates.presented(CertificateArn)?.pem, /PRIVATE KEY/);
});

t.test('a listing is of RSA keys unless others are asked for', async (t) => {
  const { call } = openAcm();
  const { CertificateArn } = await call('ImportCertificate', { ...leaf, CertificateChain });
  t.same((await call('ListCertificates', {})).CertificateSummaryList, []);
  const asked = await call('ListCertificates', { Includes: { keyTypes: ['EC_prime256v1'] } });
  t.match(asked.CertificateSummaryList, [{ CertificateArn, InUse: false, Type: 'IMPORTED' }]);
  await t.rejects(call('ListCertificates', { NextToken: 'none' }), { code: 'ValidationException' });
});

t.test('a certificate is imported anew in its place, and told to who presents it', async (t) => {
  const { call, certificates } = openAcm();
  const { CertificateArn } = await call('ImportCertificate', { ...leaf, CertificateChain });
  const before = certificates.presented(CertificateArn)?.name;
  const told: string[] = [];
  certificates.onReplace(async (arn) => void told.push(arn));
  const own = { Certificate: base64('own.pem'), PrivateKey: base64('own.key') };
  t.strictSame(await call('ImportCertificate', { CertificateArn, ...own }), { CertificateArn });
  t.strictSame(told, [CertificateArn]);
  t.not(certificates.presented(CertificateArn)?.name, before);
  const algorithm = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'other.key'];
  openssl('req', '-x509', ...algorithm, '-subj', '/CN=own.localhost', '-days', '9', '-out', 'other.pem');
  const other = { Certificate: base64('other.pem'), PrivateKey: base64('other.key') };
  await t.rejects(call('ImportCertificate', { CertificateArn, ...other }), {
    code: 'ValidationException',
    message: /has EC_prime256v1, not RSA_2048/,
  });
  t.strictSame(told, [CertificateArn], 'what is refused replaces nothing');
  const strange = 'arn:aws:acm:r:0:certificate/none';
  await t.rejects(call('ImportCertificate', { CertificateArn: strange, ...own }), {
    code: 'ResourceNotFoundException',
  });
});

t.test('what a listener shows is not deleted, and nothing is issued or handed out', async (t) => {
  const users: Record<string, string> = {};
  const { call } = openAcm(users);
  const { CertificateArn } = await call('ImportCertificate', { ...leaf, CertificateChain });
  users.listener = CertificateArn;
  await t.rejects(call('DeleteCertificate', { CertificateArn }), { code: 'ResourceInUseException' });
  t.match((await call('DescribeCertificate', { CertificateArn })).Certificate, { InUseBy: ['balancer'] });
  delete users.listener;
  await t.rejects(call('ExportCertificate', { CertificateArn }), { code: 'ValidationException' });
  await t.rejects(call('RequestCertificate', {}), { code: 'InvalidParameterException' });
  await call('DeleteCertificate', { CertificateArn });
  await t.rejects(call('GetCertificate', { CertificateArn }), { code: 'ResourceNotFoundException' });
});
