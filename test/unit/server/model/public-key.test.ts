import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { run } from '../../../../lib/run.ts';
import { parsePublicKey, parsePublicKeys } from '../../../../server/model/public-key.ts';
import { field } from '../apps/people.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const FINGERPRINT = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';

t.test('the lines of .pub and authorized_keys files give the fingerprints that OpenSSH prints', async (t) => {
  t.same(parsePublicKey(`${KEY} ada@laptop at home\n`), {
    publicKey: KEY,
    fingerprint: FINGERPRINT,
    comment: 'ada@laptop at home',
  });
  t.equal(parsePublicKey(`\uFEFF# work\r\n\r\n  ${KEY}\tada\x1b[31m\r\n`).comment, 'ada[31m');
  t.equal(parsePublicKeys(`${KEY} a\n${KEY} b\n`).length, 1);
  const made = keygen(t);
  for (const [type, bits] of [['ed25519'], ['ecdsa', 256], ['ecdsa', 384], ['ecdsa', 521], ['rsa', 2048]] as const) {
    const path = await made.key(type, bits);
    const [, fingerprint] = (await run(['ssh-keygen', '-l', '-f', path])).stdout.split(' ');
    t.match(parsePublicKey(readFileSync(`${path}.pub`, 'utf8')), { fingerprint, comment: 'made' }, `${type} ${bits}`);
  }
});

t.test('what is another format is named, with the way to one line', async (t) => {
  const made = keygen(t);
  const rsa = await made.key('rsa', 2048);
  const refused = (text: string, message: RegExp, hint: RegExp) =>
    t.throws(() => parsePublicKeys(text), { code: 'bad_key', message, hint }, `${message}`);
  refused(readFileSync(rsa, 'utf8'), /private key/, /\.pub/);
  refused('-----BEGIN OPENSSH PRIVATE KEY-----', /private key/, /\.pub/);
  refused(await made.exported(rsa, 'RFC4716'), /RFC 4716/, /ssh-keygen -i -f/);
  refused(await made.exported(rsa, 'PKCS8'), /PEM/, /-m PKCS8/);
  refused(await made.exported(rsa, 'PEM'), /PEM/, /-m PEM/);
  refused('PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n', /PuTTY/, /PuTTYgen/);
  refused('-----BEGIN CERTIFICATE-----\nMII', /X\.509/, /ssh-keygen/);
  refused(Buffer.from(`\uFEFF${KEY}`, 'utf16le').toString(), /UTF-16/, /UTF-8/);
  await run(['ssh-keygen', '-q', '-s', rsa, '-I', 'ada', '-n', 'ada', `${rsa}.pub`]);
  refused(readFileSync(`${rsa}-cert.pub`, 'utf8'), /certificate of OpenSSH/, /without -cert/);
  refused('ssh-dss AAAAB3NzaC1kc3MAAACBAP ada', /DSA/, /ed25519/);
  refused(`command="sh -c 'x y'",no-pty ${KEY}`, /stands before the key/, /from the type on/);
  refused(`github.com ${KEY}`, /stands before the key/, /from the type on/);
  refused('hello', /"hello" is no type/, /ed25519/);
  refused('', /no key/, /id_ed25519\.pub/);
});

t.test('damaged and weak keys are refused', async (t) => {
  const key = (type: string, ...parts: (Buffer | string)[]) =>
    `${type} ${Buffer.concat([type, ...parts].map((part) => field(part))).toString('base64')}`;
  const rsa = (bytes: number) => key('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.from([0, ...Buffer.alloc(bytes, 255)]));
  const refused = (text: string, message: RegExp) => t.throws(() => parsePublicKey(text), { code: 'bad_key', message });
  refused(KEY.slice(0, -30), /cut off or damaged/);
  refused(`${KEY.slice(0, 40)}*${KEY.slice(41)}`, /cut off or damaged/);
  refused(KEY.replace('ssh-ed25519', 'ssh-rsa'), /cut off or damaged/);
  refused(key('ssh-ed25519', Buffer.alloc(31)), /cut off or damaged/);
  refused(key('ssh-ed25519', Buffer.alloc(32), 'more'), /cut off or damaged/);
  const noPoint = Buffer.from([4, ...Buffer.alloc(64, 7)]);
  refused(key('ecdsa-sha2-nistp256', 'nistp256', noPoint), /cut off or damaged/);
  refused(key('ecdsa-sha2-nistp256', 'nistp384', noPoint), /cut off or damaged/);
  refused(key('sk-ssh-ed25519@openssh.com', Buffer.alloc(32)), /cut off or damaged/);
  refused(rsa(128), /1024 bits; at least 2048/);
  refused(rsa(2049), /16392 bits; no more than 16384/);
  t.equal(parsePublicKey(rsa(256)).comment, '');
  t.throws(() => parsePublicKeys(`${KEY}\n\nhello\n`), { message: /^Line 3: "hello" is no type/ });
  t.throws(() => parsePublicKeys(`${KEY}\n`.repeat(101)), { message: /101 keys; 100 can be added/ });
});

// Private

/** Keys as OpenSSH makes and writes them. */
function keygen(t: Test) {
  const folder = t.testdir();
  let count = 0;
  return {
    async key(type: string, bits?: number): Promise<string> {
      const path = join(folder, `${count++}`);
      const size = bits === undefined ? [] : ['-b', `${bits}`];
      await run(['ssh-keygen', '-q', '-t', type, ...size, '-N', '', '-C', 'made', '-f', path]);
      return path;
    },
    exported: async (path: string, format: string) =>
      (await run(['ssh-keygen', '-e', '-m', format, '-f', `${path}.pub`])).stdout,
  };
}
