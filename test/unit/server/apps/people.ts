import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Actor } from '../../../../server/apps/actor.ts';
import { Developers } from '../../../../server/apps/developers.ts';
import { Keys } from '../../../../server/apps/keys.ts';
import { Logins } from '../../../../server/apps/logins.ts';
import { Sessions } from '../../../../server/apps/sessions.ts';
import { Tokens } from '../../../../server/apps/tokens.ts';
import { parsePublicKey } from '../../../../server/model/public-key.ts';
import { openSeal } from '../../../../server/store/seal.ts';
import { openStore } from '../../../../server/store/store.ts';

const FROM = '192.0.2.7';

/** Who may what, over a real store: an admin with a key, and what lets others in. */
export function setUp(t: Test) {
  const folder = t.testdir();
  const store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
  t.teardown(() => store.close());
  const logins = new Logins(store);
  const sessions = new Sessions(logins);
  const all = { store, sessions };
  const [developers, keys, tokens] = [new Developers(all), new Keys(all), new Tokens(all)];
  const adminKey = makeKey();
  keys.seedAdmin(adminKey);
  const login = (key: string) => logins.byKey(parsePublicKey(key).fingerprint, FROM) as Actor;
  const admin = login(adminKey);
  /** A developer with a key, logged in. */
  const enter = async (developer: string, role: 'read' | 'deploy' | 'admin' = 'deploy', key = makeKey()) => {
    await keys.add({ developer, role, text: key }, admin);
    return login(key);
  };
  /** The owner of a token, logged in with it. */
  const byToken = async (request: Partial<Parameters<Tokens['create']>[0]>, owner: Actor) => {
    const whole = { name: 'ci', role: undefined, apps: 'all' as const, expires: undefined, ...request };
    const { text } = await tokens.create(whole, owner);
    return logins.byToken(text, FROM) as Actor;
  };
  return { store, logins, sessions, developers, keys, tokens, admin, login, enter, byToken };
}

/** The line of a new ed25519 public key. */
export function makeKey(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return `ssh-ed25519 ${Buffer.concat(['ssh-ed25519', raw].map((part) => field(part))).toString('base64')}`;
}

/** A string of SSH's wire format. */
export function field(data: Buffer | string): Buffer {
  const bytes = Buffer.from(data as string);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}
