import t from 'tap';
import { parsePublicKey } from '../../../../server/model/public-key.ts';
import { isSecurityKey, isSignedBySecurityKey } from '../../../../server/model/security-key.ts';
import { SecurityKey } from './security-key.ts';

const MESSAGE = Buffer.from('session and request');

for (const kind of ['ed25519', 'ecdsa'] as const)
  t.test(
    `a signature of a security key (${kind}) counts when the key was touched, and for what was signed`,
    async (t) => {
      // Numbers of ECDSA vary in length; a few signatures meet all forms.
      for (let n = 0; n < 20; n++) {
        const key = new SecurityKey(kind);
        const check = (message: Buffer, signature: Buffer, type = key.type, blob = key.blob) =>
          isSignedBySecurityKey(blob, type, message, signature);
        const signature = key.sign(MESSAGE);
        t.equal(check(MESSAGE, signature), true);
        t.equal(check(Buffer.from('another'), signature), false);
        t.equal(check(MESSAGE, key.sign(MESSAGE, { flags: 0 })), false, 'nobody touched it');
        t.equal(check(MESSAGE, key.sign(MESSAGE, { application: 'https:' })), false, 'made for something else');
        t.equal(check(MESSAGE, signature, key.type, new SecurityKey(kind).blob), false, 'of another key');
        for (const at of [0, 10, signature.length - 5, signature.length - 1]) {
          const changed = Buffer.from(signature);
          changed[at] = (changed[at] as number) ^ 0x81;
          t.equal(check(MESSAGE, changed), false, `byte ${at} changed`);
        }
        for (const length of [0, 4, 5, signature.length - 1])
          t.equal(check(MESSAGE, signature.subarray(0, length)), false);
        t.equal(check(MESSAGE, Buffer.concat([signature, Buffer.alloc(1, 1)])), false);
      }
    },
  );

t.test('a security key is taken as any key is', async (t) => {
  for (const kind of ['ed25519', 'ecdsa'] as const) {
    const key = new SecurityKey(kind);
    t.match(parsePublicKey(`${key.publicKey} ada@token`), { publicKey: key.publicKey, comment: 'ada@token' });
    t.equal(isSecurityKey(key.type), true);
  }
  t.equal(isSecurityKey('ssh-ed25519'), false);
  t.equal(isSignedBySecurityKey(Buffer.from('x'), 'ssh-ed25519', MESSAGE, Buffer.alloc(69)), false);
});
