import { join } from 'node:path';
import t from 'tap';
import { Logins } from '../../server/apps/logins.ts';
import { fingerprintOf, parsePublicKey } from '../../server/model/public-key.ts';
import { hashSecret, isSecret, mintToken } from '../../server/model/token.ts';
import { openSeal } from '../../server/store/seal.ts';
import { openStore } from '../../server/store/store.ts';
import { difference, LEAK } from './timing.ts';

const { id, secret } = mintToken();
const hash = hashSecret(secret);

/** The same letters in other places: a wrong guess that is as quick to read as the right one, and to get used to. */
const other = `${secret.slice(16, 32)}${secret.slice(0, 16)}`;

/** Guesses that begin alike, and end in four letters by chance. Both kinds are made alike. */
const guess =
  (start: string, before = '') =>
  () =>
    Buffer.from(`${before}${start}${mintToken().secret.slice(32)}`).toString('latin1');
const nearSecret = guess(secret.slice(0, 32));
const farSecret = guess(other);

t.test('the measure sees a compare that stops at the first difference', async (t) => {
  const naive = (given: string) => {
    for (let at = 0; at < secret.length; at++) if (given.charCodeAt(at) !== secret.charCodeAt(at)) return false;
    return true;
  };
  const value = difference(naive, [nearSecret, farSecret]);
  t.comment(`t = ${value.toFixed(1)}`);
  t.ok(value > LEAK);
});

t.test('a secret is checked in the same time, however much of it is right', async (t) => {
  const value = difference((given: string) => isSecret(given, hash), [nearSecret, farSecret]);
  t.comment(`t = ${value.toFixed(1)}`);
  t.ok(value < LEAK);
});

t.test('a secret is checked in the same time, whether there is such a token or not', async (t) => {
  const value = difference(
    (stored: Buffer | undefined) => isSecret('x'.repeat(36), stored),
    [() => hash, () => undefined],
  );
  t.comment(`t = ${value.toFixed(1)}`);
  t.ok(value < LEAK);
});

t.test('logins take the same time, however much of a token or a key is right', async (t) => {
  const folder = t.testdir({});
  const store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
  t.teardown(() => store.close());
  store.developers.create({ name: 'ada', role: 'deploy', apps: 'all' });
  store.tokens.add({ id, developer: 'ada', name: 'laptop', hash, role: undefined, apps: 'all', expiresAt: undefined });
  // What is recorded of a refusal is the same for both, and not what is measured.
  const logins = new Logins(store, { add: () => {}, flush: () => {} } as never);

  const byToken = difference(
    (given: string) => logins.byToken(given, '127.0.0.1'),
    [guess(secret.slice(0, 32), `rack_${id}_`), guess(other, `rack_${id}_`)],
  );
  t.comment(`token: t = ${byToken.toFixed(1)}`);
  t.ok(byToken < LEAK);

  const key = parsePublicKey(ED25519);
  store.keys.add({ developer: 'ada', ...key });
  const blob = Buffer.from(key.publicKey.split(' ')[1] as string, 'base64');
  const like = (right: number) => () => {
    const other = Buffer.from(blob);
    for (let at = right; at < other.length; at++) other[at] = Math.floor(Math.random() * 256);
    return other;
  };
  const byKey = difference((given: Buffer) => logins.isKnown(fingerprintOf(given)), [like(blob.length - 4), like(19)]);
  t.comment(`key: t = ${byKey.toFixed(1)}`);
  t.ok(byKey < LEAK);
});

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0mFQH4QyTVdGyVHlD8yXjEr0X5cUe7uRBlK0Q7l7rN test';
