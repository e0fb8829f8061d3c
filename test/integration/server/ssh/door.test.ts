import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { TestRack } from '../rack.ts';

t.test('the SSH door', async (t) => {
  const rack = await TestRack.start(t);

  await t.test('a shell greets, help lists, a near miss is suggested', async (t) => {
    const hello = await rack.ssh('');
    t.equal(hello.code, 0, hello.stderr);
    t.match(hello.stdout, /Hello admin/);
    t.match((await rack.ssh('help')).stdout, /logs APP/);
    t.match((await rack.ssh('help keys add')).stdout, /ssh rack keys add \[NAME\]/);
    const unknown = await rack.ssh('lgos hello');
    t.equal(unknown.code, 2);
    t.match(unknown.stderr, /There is no command "lgos".*Did you mean logs\?/s);
    t.equal((await rack.ssh('apps --colour')).code, 2);
    t.equal((await rack.ssh("apps 'open")).code, 2);
  });

  await t.test('apps are made, listed, looked at and destroyed', async (t) => {
    t.equal((await rack.ssh('create hello')).code, 0);
    t.match((await rack.ssh('create hello')).stderr, /There is an app "hello" already/);
    t.match((await rack.ssh('apps')).stdout, /^NAME .*\nhello {2}/);
    t.match(JSON.parse((await rack.ssh('apps --json')).stdout), [{ name: 'hello', createdBy: 'admin' }]);
    t.match((await rack.ssh('info -a hello')).stdout, /http:\/\/hello\.localhost/);
    t.equal((await rack.ssh('destroy hello', { input: '' })).code, 1);
    t.equal((await rack.ssh('destroy hello', { input: 'hallo\n' })).code, 1);
    const gone = await rack.ssh('destroy hello', { input: 'hello\n' });
    t.equal(gone.code, 0, gone.stderr);
    t.same(rack.deploys.events, ['destroyed hello']);
    t.match((await rack.ssh('info hello')).stderr, /There is no app "hello"/);
  });

  await t.test('the environment keeps values as they are', async (t) => {
    await rack.ssh('create vars');
    const value = 'two\nlines with "quotes", $HOME and \'more\'';
    t.equal((await rack.ssh(`env set vars 'GREETING=hello  world' PEM=-`, { input: value })).code, 0);
    t.same(JSON.parse((await rack.ssh('config vars --json')).stdout), { GREETING: 'hello  world', PEM: value });
    t.equal((await rack.ssh('env get vars GREETING')).stdout, 'hello  world');
    t.equal((await rack.ssh('config:unset vars PEM')).code, 0);
    t.equal((await rack.ssh('env vars')).stdout, 'GREETING=hello  world\n');
    t.match((await rack.ssh('env set vars PORT=1')).stderr, /PORT is set by the rack itself/);
  });

  await t.test('ps shows copies and how the last one ended', async (t) => {
    const task = { app: 'vars', process: 'web', release: 'RAAAAAAAAA', desired: 'RUNNING', health: 'UNKNOWN' };
    const ended = { ...task, desired: 'STOPPED', state: 'STOPPED', startedAt: new Date(0), stoppedReason: 'Essential' };
    rack.tasks = [
      { ...task, id: 'a', state: 'RUNNING', startedAt: new Date(0), stoppedReason: undefined, exitCode: undefined },
      { ...ended, id: 'b', exitCode: 7 },
    ];
    t.match((await rack.ssh('ps vars')).stdout, /^web\.1 +running +RAAAAAAAAA +\d+d .* 1 +exited with code 7$/m);
  });

  await t.test('keys are added, used, and cut off when they are removed', async (t) => {
    const key = await rack.makeKey('ada');
    t.equal((await rack.ssh('keys add ada', { input: key })).code, 0);
    t.match((await rack.ssh('whoami', { key: 'ada' })).stdout, /^ada \(deploy\), apps: all\nby the key SHA256:/);
    t.match(
      (await rack.ssh('keys list --all', { key: 'ada' })).stderr,
      /ada has the role deploy.*needs the role admin/,
    );
    const follow = spawn('ssh', [...rack.sshArguments('ada').slice(1), 'git@127.0.0.1', 'logs vars -f']);
    await once(follow, 'spawn');
    const [{ fingerprint }] = JSON.parse((await rack.ssh('keys list --developer ada --json')).stdout);
    await poll(async () => (rack.store.keys.findByFingerprint(fingerprint)?.lastUsedAt ? true : undefined));
    const exit = once(follow, 'exit');
    t.equal((await rack.ssh(`keys remove ${fingerprint}`)).code, 0);
    await exit;
    t.pass('the connection ended');
    t.equal((await rack.ssh('whoami', { key: 'ada' })).code, 255);
    const [own] = JSON.parse((await rack.ssh('keys list --json')).stdout);
    t.match((await rack.ssh(`keys remove ${own.fingerprint}`)).stderr, /No admin would be left who has a key/);
  });

  await t.test('a key nobody knows is told how to get in, and the log names it', async (t) => {
    await rack.makeKey('stranger');
    const hello = await rack.ssh('apps', { key: 'stranger' });
    t.equal(hello.code, 255);
    t.match(hello.stderr, /ssh rack keys add/);
    const [, fingerprint] = (await run(['ssh-keygen', '-l', '-f', join(rack.folder, 'stranger')])).stdout.split(' ');
    t.match(hello.stderr, fingerprint as string);
    t.ok(rack.said.some((line) => line.includes(fingerprint as string)));
    t.match(rack.store.audit.list().at(-1), { what: 'login', result: 'unknown key', who: fingerprint as string });
  });

  await t.test('an RSA key signs with SHA-2, never with SHA-1', async (t) => {
    const key = await rack.makeKey('rsa', ['-t', 'rsa', '-b', '2048']);
    t.equal((await rack.ssh('keys add rsa', { input: key })).code, 0);
    t.equal((await rack.ssh('whoami', { key: 'rsa' })).code, 0);
    t.equal((await rack.ssh('whoami', { key: 'rsa', options: ['-o', 'PubkeyAcceptedAlgorithms=ssh-rsa'] })).code, 255);
  });

  await t.test('a terminal gets lines that end where the next one begins', async (t) => {
    const terminal = await rack.ssh('whoami', { options: ['-tt'] });
    t.equal(terminal.code, 0);
    t.match(terminal.stdout, /\r\n$/);
    t.notMatch(terminal.stdout, /[^\r]\n/);
    const refused = await rack.ssh('nothing', { options: ['-tt'] });
    t.equal(refused.code, 2);
    t.match(refused.stderr, / ! {5}There is no command "nothing"\.\r\n/);
  });

  await t.test('forwarding and sftp are refused', async (t) => {
    const forward = ['-o', 'ExitOnForwardFailure=yes', '-R', '0:127.0.0.1:1'];
    t.equal((await rack.ssh('whoami', { options: forward })).code, 255);
    t.not((await rack.ssh('sftp', { options: ['-s'] })).code, 0);
  });

  await t.test('a role that may only read cannot push', async (t) => {
    await rack.ssh(`keys add eve --role read '${(await rack.makeKey('eve')).trim()}'`);
    const clone = await rack.clone('forbidden', { a: 'b' }, 'eve');
    const push = await clone.push();
    t.not(push.code, 0);
    t.match(push.stderr, /eve has the role read, and a push needs the role deploy/);
  });

  await t.test('host keys are for the server alone', async (t) => {
    t.equal((await stat(join(rack.folder, 'host', 'ssh_host_ed25519_key'))).mode & 0o777, 0o600);
  });

  await t.test('megabytes on both streams reach a client that reads slowly', async (t) => {
    const time = '2026-11-22T21:31:00.123456Z';
    const message = 'x'.repeat(1000);
    for (let n = 0; n < 8000; n++)
      rack.lines.push({ app: 'vars', time, source: 'app', process: 'web.1', release: undefined, message });
    const child = spawn('ssh', [...rack.sshArguments().slice(1), 'git@127.0.0.1', 'logs vars']);
    await sleep(500);
    let size = 0;
    child.stdout.on('data', (chunk) => {
      size += chunk.length;
    });
    t.same(await once(child, 'exit'), [0, null]);
    t.equal(size, 8000 * (1000 + `${time} app[web.1]: \n`.length));
  });
});
