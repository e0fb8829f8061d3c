import t from 'tap';
import { parsePublicKey } from '../../../../server/model/public-key.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

t.test('a line of a .pub file gives the fingerprint that OpenSSH prints', async (t) => {
  t.same(parsePublicKey(`${KEY} ada@laptop at home\n`), {
    publicKey: KEY,
    fingerprint: 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
    comment: 'ada@laptop at home',
  });
});

t.test('what is no good public key is refused with the reason', async (t) => {
  const rsa = (bytes: number) => {
    const field = (data: Buffer) => Buffer.concat([Buffer.from([0, 0, data.length >> 8, data.length & 255]), data]);
    const blob = [Buffer.from('ssh-rsa'), Buffer.from([1, 0, 1]), Buffer.alloc(bytes, 255)].map(field);
    return `ssh-rsa ${Buffer.concat(blob).toString('base64')}`;
  };
  t.throws(() => parsePublicKey('-----BEGIN OPENSSH PRIVATE KEY-----'), { code: 'bad_key', message: /private key/ });
  t.throws(() => parsePublicKey('hello'), { message: /no type of public key/ });
  t.throws(() => parsePublicKey(KEY.slice(0, -30)), { message: /cut off/ });
  t.throws(() => parsePublicKey(KEY.replace('ssh-ed25519', 'ssh-rsa')), { message: /cut off|damaged/ });
  t.throws(() => parsePublicKey(rsa(128)), { message: /1024 bits/ });
  t.equal(parsePublicKey(rsa(256)).comment, '');
});
