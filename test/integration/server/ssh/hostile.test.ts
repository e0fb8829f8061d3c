import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { hostKeys } from '../../../../server/ssh/host-keys.ts';
import { MESSAGE, message, RawSsh } from '../../../hostile/raw-ssh.ts';
import { Clone } from '../clone.ts';
import { TestRack } from '../rack.ts';

t.test('clients that do not keep to the rules of SSH', async (t) => {
  const rack = await TestRack.start(t, {}, { handshake: 1000, login: 2000, goodbye: 100 });
  const admin = join(rack.folder, 'admin');
  const loggedIn = async () => {
    const client = await RawSsh.loggedIn(rack.port, admin);
    t.teardown(() => client.end());
    return client;
  };
  const opened = async (client: RawSsh, options = {}) => {
    client.openSession(options);
    return (await once(client, 'open'))[0] as number;
  };
  await rack.ssh('create hello');

  await t.test('a client that says nothing, or no end of its first line, is not waited for', async (t) => {
    const silent = connect(rack.port, '127.0.0.1');
    const endless = connect(rack.port, '127.0.0.1');
    endless.on('error', () => {}).write('SSH-2.0-'.padEnd(300, 'x'));
    const web = connect(rack.port, '127.0.0.1');
    web.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: rack\r\n\r\n');
    await Promise.all([silent, endless, web].map((socket) => once(socket.resume(), 'close')));
    t.pass('the connection was closed');
  });

  await t.test('a client that exchanges keys and does not log in is not waited for', async (t) => {
    const client = await RawSsh.connected(rack.port);
    await client.closed;
    t.pass('the connection was closed');
  });

  await t.test('nobody talks about channels, or sends megabytes, before a login', async (t) => {
    const early = await RawSsh.connected(rack.port);
    early.openSession();
    const loud = await RawSsh.connected(rack.port);
    for (let n = 0; n < 20; n++) loud.send(message(MESSAGE.IGNORE, Buffer.alloc(30_000)));
    await Promise.all([early.closed, loud.closed]);
    t.pass('the connection was closed');
  });

  await t.test('packets of no size are refused before the server writes any', async (t) => {
    const client = await loggedIn();
    client.openSession({ packetSize: 0 });
    const [reason, sentence] = await once(client, 'refused');
    t.equal(reason, 1);
    t.match(sentence, /256 bytes or more/);
    t.equal((await rack.ssh('whoami')).code, 0);
  });

  await t.test('data beyond the window ends the connection', async (t) => {
    const client = await loggedIn();
    const id = await opened(client);
    client.request(id, 'exec', 'logs hello -f');
    await once(client, 'success');
    let sent = 0;
    for (const piece = Buffer.alloc(30_000); sent < 4 * 1024 * 1024; sent += piece.length)
      client.send(message(MESSAGE.CHANNEL_DATA, id, piece));
    await client.closed;
    t.equal((await rack.ssh('whoami')).code, 0);
  });

  await t.test('a window of more than 4 GB ends the connection', async (t) => {
    const client = await loggedIn();
    const id = await opened(client, { window: 2 ** 32 - 1 });
    client.request(id, 'exec', 'logs hello -f');
    await once(client, 'success');
    client.send(message(MESSAGE.CHANNEL_WINDOW_ADJUST, id, 2 ** 32 - 1));
    await client.closed;
    t.pass('the connection was closed');
  });

  await t.test('sessions are bounded, and one that is closed makes room even if nothing ran in it', async (t) => {
    const client = await loggedIn();
    for (let n = 0; n < 100; n++) {
      const id = await opened(client);
      const closed = once(client, 'close');
      client.send(message(MESSAGE.CHANNEL_CLOSE, id));
      await closed;
    }
    for (let n = 0; n < 32; n++) await opened(client);
    client.openSession();
    const [reason, sentence] = await once(client, 'refused');
    t.same([reason, sentence], [4, 'this connection has as many sessions as it may have']);
  });

  await t.test('what runs for one developer is bounded, over however many connections', async (t) => {
    const clients = await Promise.all(Array.from({ length: 8 }, loggedIn));
    for (let n = 0; n < 32; n++)
      for (const client of clients) {
        client.request(await opened(client), 'exec', 'logs hello -f');
        await once(client, 'success');
      }
    t.match(await rack.ssh('whoami'), { code: 1, stderr: /You have 256 commands running/ });
    for (const client of clients) client.end();
    await poll(async () => (await rack.ssh('whoami')).code === 0 || undefined);
  });

  await t.test('a session runs one thing', async (t) => {
    const client = await loggedIn();
    const id = await opened(client);
    client.request(id, 'exec', 'whoami');
    client.request(id, 'exec', 'whoami');
    const [[out], exit] = await Promise.all([once(client, 'data'), once(client, 'exit')]);
    t.match(`${out}`, /^admin \(admin/);
    t.same(exit, [0]);
  });

  await t.test('exchanges of keys without end are not for free', async (t) => {
    const client = await loggedIn();
    const timer = setInterval(() => client.rekey(), 1);
    await client.closed;
    clearInterval(timer);
    t.pass('the connection was closed');
  });

  await t.test('who asks on and on and never reads the answers is cut off', async (t) => {
    const client = await loggedIn();
    client.socket.pause();
    // Short to ask, and refused in a whole sentence.
    const question = message(MESSAGE.CHANNEL_OPEN, 'x', 0, 65_536, 32_768);
    const closed = new Promise((resolve) => client.socket.on('error', resolve));
    const asking = setInterval(() => {
      for (let n = 0; n < 20_000; n++) client.send(question);
    }, 1);
    await closed;
    clearInterval(asking);
    t.pass('the connection was closed');
  });

  await t.test('a signature counts for the algorithm that it is offered as, and for none else', async (t) => {
    await rack.ssh('keys add rsa', { input: await rack.makeKey('rsa', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']) });
    const key = ssh2.utils.parseKey(await readFile(join(rack.folder, 'rsa'))) as ssh2.ParsedKey;
    const answer = async (as: string, hash: string) => {
      const client = await RawSsh.connected(rack.port);
      client.askForLogin();
      client.offer(key, { as, hash });
      const result = await Promise.race([
        once(client, 'success').then(() => 'let in'),
        once(client, 'failure').then(() => 'refused'),
        client.closed.then(() => 'cut off'),
      ]);
      client.end();
      return result;
    };
    t.equal(await answer('rsa-sha2-256', 'sha256'), 'let in');
    t.equal(await answer('rsa-sha2-256', 'sha512'), 'refused');
    t.equal(await answer('ssh-rsa', 'sha1'), 'refused');
    t.equal(await answer('ssh-ed25519', 'sha1'), 'refused');
    t.equal(await answer('ecdsa-sha2-nistp256', 'sha1'), 'cut off');
  });

  await t.test('the user of a login cannot change between two tries', async (t) => {
    const client = await RawSsh.connected(rack.port);
    const stranger = ssh2.utils.parseKey(ssh2.utils.generateKeyPairSync('ed25519').private) as ssh2.ParsedKey;
    client.askForLogin();
    client.offer(stranger, { user: 'a' });
    client.offer(stranger, { user: 'b' });
    await client.closed;
    t.pass('the connection was closed');
  });

  t.same(
    rack.said.filter((line) => !line.startsWith('login refused')),
    [],
  );
});

t.test('what is no git and no command', async (t) => {
  const rack = await TestRack.start(t);

  await t.test('other programs are refused in a sentence', async (t) => {
    const copy = await rack.ssh('scp -t /tmp');
    t.equal(copy.code, 1);
    t.match(copy.stderr, /This rack keeps no files to copy/);
    t.match((await rack.ssh('sftp', { options: ['-s'] })).stderr, /This rack keeps no files to copy/);
    t.match((await rack.ssh('rsync --server . /')).stderr, /This rack keeps no files to copy/);
    t.match((await rack.ssh('git-lfs-authenticate hello.git upload')).stderr, /stores no Git LFS objects/);
    t.match((await rack.ssh('/bin/bash -i')).stderr, /This rack has no shell/);
    t.match((await rack.ssh("git-upload-archive '/hello'")).stderr, /makes no archives/);
    const forward = await rack.ssh('', { options: ['-W', 'localhost:1'] });
    t.match(forward.stderr, /this rack forwards no ports/);
  });

  await t.test('git names one app and nothing else', async (t) => {
    for (const line of [
      'git-receive-pack',
      "git-upload-pack --strict '/hello'",
      'git receive-pack --x',
      'git-upload-pack a b',
    ])
      t.match(await rack.ssh(line), { code: 2, stdout: '', stderr: /takes the name of one app/ }, line);
    t.match((await rack.ssh(`git-receive-pack '/../../etc'`)).stderr, /cannot be the name of an app/);
    t.equal((await rack.ssh('apps --json')).stdout.trim(), '[]');
  });

  await t.test('a command of more than 32 KiB is refused', async (t) => {
    t.match(await rack.ssh(`env set hello A=${'x'.repeat(33_000)}`), { code: 2, stderr: /more than 32768 bytes/ });
  });

  await t.test('30 sessions over one connection run at once', async (t) => {
    const control = ['-o', `ControlPath=${join(rack.folder, 'control')}`];
    const master = spawn('ssh', [...rack.sshArguments().slice(1), ...control, '-M', '-N', 'git@127.0.0.1']);
    t.teardown(() => master.kill());
    await poll(async () =>
      (await rack.ssh('', { options: [...control, '-O', 'check'] })).code === 0 ? true : undefined,
    );
    const all = await Promise.all(Array.from({ length: 30 }, () => rack.ssh('whoami', { options: control })));
    for (const each of all) t.match(each, { code: 0, stdout: /^admin \(admin/ });
  });

  await t.test('keys are exchanged anew in the midst of a clone and of a push', async (t) => {
    const env = { GIT_SSH_COMMAND: `${rack.sshEnv().GIT_SSH_COMMAND} -o RekeyLimit=64K` };
    const big = Array.from({ length: 400_000 }, (_, n) => n * n).join('\n');
    const clone = await Clone.make(rack.folder, { url: rack.sshUrl('large'), env }, { big });
    t.equal((await clone.push()).code, 0);
    const copy = join(rack.folder, 'copy');
    t.equal((await clone.git('clone', '-q', rack.sshUrl('large'), copy)).code, 0);
    t.equal((await clone.git('-C', copy, 'status', '--porcelain')).stdout, '');
  });

  await t.test('a stopping server does not wait for clients that say nothing', async (t) => {
    const silent = connect(rack.port, '127.0.0.1');
    await once(silent, 'connect');
    await poll(async () => (silent.bytesRead >= 0 ? true : undefined));
    await rack.closeDoor();
    t.pass('it has stopped');
    silent.destroy();
  });
});

t.test('host keys are made once, and never replaced', async (t) => {
  const folder = join(t.testdir({}), 'keys');
  const made = await hostKeys(folder);
  t.same(await hostKeys(folder), made);
  const path = join(folder, 'ssh_host_ed25519_key');
  await chmod(path, 0o640);
  await t.rejects(hostKeys(folder), { code: 'bad_host_key', message: /has the mode 0640/ });
  await chmod(path, 0o600);
  await writeFile(path, (made[0] as Buffer).subarray(0, 200));
  await t.rejects(hostKeys(folder), { code: 'bad_host_key', message: /is damaged/ });
  await writeFile(path, await readFile(join(folder, 'ssh_host_rsa_key')));
  await t.rejects(hostKeys(folder), { code: 'bad_host_key', message: /no private key of the type ssh-ed25519/ });
});
