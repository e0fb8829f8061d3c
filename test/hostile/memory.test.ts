import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import t from 'tap';
import { Besieged } from './besieged.ts';
import { RawSsh } from './raw-ssh.ts';

const MEBIBYTE = 1024 * 1024;

/** What an app has to send, and what the server may hold of it for one client that does not read. */
const SIZE = 64 * MEBIBYTE;
const MOST_HELD = 32 * MEBIBYTE;

t.test(
  'a client that opens a window of 4 GB and stops reading has the server hold little of a large clone',
  async (t) => {
    const besieged = await Besieged.start();
    t.teardown(() => besieged.stop());
    await besieged.grow('secret', randomBytes(SIZE));
    const before = await besieged.facts();
    const client = await RawSsh.loggedIn(besieged.started.sshPort, besieged.keyFile('admin'));
    client.openSession({ window: 2 ** 32 - 1 });
    const [channel] = await once(client, 'open');
    client.request(channel, 'exec', "git-upload-pack '/secret'");
    const [refs] = await once(client, 'data');
    const [, commit] = /([0-9a-f]{40}) HEAD/.exec(`${refs}`) ?? [];
    client.sendData(channel, Buffer.from(`0032want ${commit}\n00000009done\n`));
    await once(client, 'data');
    client.socket.pause();
    const held = await besieged.settled();
    t.comment(`${Math.round((held - before.rss) / MEBIBYTE)} MiB more than before`);
    t.ok(held - before.rss < MOST_HELD);
    client.end();
    const idle = { ...(await besieged.holdings()), children: 0 };
    t.equal((await besieged.calm(idle)).children, 0, 'git has ended with its client');
  },
);
