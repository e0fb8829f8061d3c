import { join } from 'node:path';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { SecurityKey } from '../../../unit/server/model/security-key.ts';
import { TestRack } from '../rack.ts';
import { agentWith } from './agent.ts';

t.test('a developer logs in with a security key', async (t) => {
  const rack = await TestRack.start(t);
  for (const kind of ['ed25519', 'ecdsa'] as const) {
    const key = new SecurityKey(kind);
    t.equal((await rack.ssh(`keys add ${kind}`, { input: `${key.publicKey} token\n` })).code, 0);
    const agent = await agentWith(t, join(rack.folder, `agent-${kind}`), [key]);
    const options = ['-F', 'none', '-o', `IdentityAgent=${agent}`, '-o', 'StrictHostKeyChecking=no'];
    const files = ['-o', 'UserKnownHostsFile=/dev/null', '-o', 'IdentityFile=/dev/null'];
    const who = await run(['ssh', ...options, ...files, '-p', `${rack.port}`, '127.0.0.1', 'whoami'], {
      timeout: 20_000,
    });
    t.match(who.stdout, new RegExp(`^${kind} \\(deploy\\)`));
  }
});
