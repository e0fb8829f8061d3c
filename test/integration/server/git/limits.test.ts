import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { pktLine } from '../../../../server/git/pkt-line.ts';
import { TestRack } from '../rack.ts';

const ZERO = '0'.repeat(40);
const CAPABILITIES = ' report-status side-band-64k object-format=sha1';

t.test('what a push may take', async (t) => {
  const rack = await TestRack.start(t, { pushLimits: { bytes: 256 * 1024, stall: 1000 } });
  const hello = await rack.clone('hello', { 'web.js': 'one' });
  await hello.push();

  /** The processes of git that this test's server runs. */
  const gits = async () => {
    const { stdout } = await run(['ps', '-o', 'args=', '--ppid', `${process.pid}`]);
    return stdout.split('\n').filter((line) => /receive-pack/.test(line));
  };
  const clean = async (app: string) => {
    await poll(async () => (await gits()).length === 0 || undefined);
    await poll(async () => (await rack.quarantines(app)).length === 0 || undefined);
  };
  /** A push by hand, which ends where it is cut. */
  const byHand = (app: string, bytes: Buffer) => {
    const child = spawn('ssh', [...rack.sshArguments().slice(1), 'git@127.0.0.1', `git-receive-pack '${app}'`]);
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk.toString('latin1');
    });
    child.stdin.on('error', () => {});
    child.stdin.write(bytes);
    return { child, exit: once(child, 'exit'), output: () => output };
  };
  const commands = async (ref = 'refs/heads/hand') =>
    Buffer.concat([pktLine(`${ZERO} ${await hello.head()} ${ref}\0${CAPABILITIES}`), Buffer.from('0000')]);

  await t.test('a pack that is too large is refused with its limit, and nothing of it stays', async (t) => {
    const big = await rack.clone('big', { data: randomBytes(1024 * 1024) });
    const push = await big.push();
    t.not(push.code, 0);
    t.match(push.stderr, /remote: {2}! {5}The push is larger than 262144 bytes, which is the most here\./);
    t.same(
      await readdir(join(rack.folder, 'repos')),
      ['.empty.git', 'hello.git'],
      'no repository of an app that was not made',
    );
    t.match(rack.store.audit.list({ app: 'big' }).at(-1), { result: /larger than/ });
  });

  await t.test('a client that stops sending is told so, and its place is free', async (t) => {
    const push = byHand('hello', Buffer.concat([await commands(), Buffer.from('PACK\0\0\0\x02')]));
    const [code] = await push.exit;
    t.not(code, 0);
    t.match(push.output(), / ! {5}Nothing of the push came for 1 seconds\./);
    await clean('hello');
    await hello.commit({ 'web.js': 'two' });
    t.equal((await hello.push()).code, 0);
  });

  await t.test('a client that packs for longer than that is waited for, and holds up nobody', async (t) => {
    const { stdout: pack } = await run([
      'sh',
      '-c',
      `git -C '${hello.folder}' pack-objects --stdout -q </dev/null | base64 -w0`,
    ]);
    const begun = Date.now();
    const slow = byHand('hello', await commands('refs/heads/slow'));
    await hello.commit({ 'web.js': 'three' });
    t.equal((await hello.push()).code, 0);
    await poll(async () => Date.now() - begun > 1500 || undefined);
    slow.child.stdin.end(Buffer.from(pack, 'base64'));
    t.same(await slow.exit, [0, null]);
    t.match(slow.output(), /ok refs\/heads\/slow/);
  });

  await t.test('a git that is killed is told of, and leaves nothing', async (t) => {
    await hello.commit({ deploy: 'hang' });
    const push = hello.pushing();
    await push.until('as told: hang');
    const { stdout } = await run(['pgrep', '-f', `receive-pack.*${rack.folder}`]);
    for (const pid of stdout.trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
    t.not(await push.exit, 0);
    t.match(push.output(), / ! {5}git has ended on the rack before it was done\./);
    t.ok(rack.deploys.events.includes('cancelled'), 'nobody deploys for a git that is gone');
    await clean('hello');
    await hello.commit({ deploy: 'ok' });
    t.equal((await hello.push()).code, 0);
  });

  await t.test('a client that vanishes at any byte leaves nothing', async (t) => {
    const { stdout: pack } = await run([
      'sh',
      '-c',
      `git -C '${hello.folder}' rev-list --objects HEAD | git -C '${hello.folder}' pack-objects --stdout -q | base64 -w0`,
    ]);
    const whole = Buffer.concat([await commands(), Buffer.from(pack, 'base64')]);
    for (const cut of [0, 3, 4, 60, whole.length - 200, whole.length - 1]) {
      const push = byHand('hello', whole.subarray(0, cut));
      await poll(async () => push.output().includes('refs/heads/main') || undefined);
      push.child.kill('SIGKILL');
      await push.exit;
      await clean('hello');
    }
    t.equal(await hello.remoteRef('refs/heads/hand'), '');
    const good = byHand('hello', whole);
    good.child.stdin.end();
    t.same(await good.exit, [0, null]);
    t.equal(await hello.remoteRef('refs/heads/hand'), await hello.head());
  });

  await t.test('damaged objects are refused, those of old tools are not', async (t) => {
    const commit = async (tree: string) => {
      const { stdout } = await hello.git('commit-tree', '-m', 'odd', tree, '-p', 'HEAD');
      return stdout.trim();
    };
    const object = async (type: string, bytes: Buffer) =>
      (
        await run(['git', '-C', hello.folder, 'hash-object', '-t', type, '-w', '--literally', '--stdin'], {
          input: bytes,
        })
      ).stdout.trim();
    const blob = await object('blob', Buffer.from('x'));
    const entry = (mode: string, name: string) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(blob, 'hex')]);
    const evil = await commit(await object('tree', entry('100644', '.git')));
    const refused = await hello.push('rack', `${evil}:refs/heads/evil`);
    t.equal(refused.code, 1);
    t.match(refused.stderr, /hasDotgit/);
    const old = await commit(await object('tree', entry('0100644', 'padded')));
    const stored = await hello.push('rack', `${old}:refs/heads/old`);
    t.equal(stored.code, 0, stored.stderr);
    const tree = (await hello.git('rev-parse', 'HEAD^{tree}')).stdout.trim();
    const zone = `tree ${tree}\nauthor A <a@b> 1000000000 +051800\ncommitter A <a@b> 1000000000 +051800\n\nold\n`;
    const zoned = await object('commit', Buffer.from(zone));
    t.equal((await hello.push('rack', `${zoned}:refs/heads/zoned`)).code, 0);
  });
});
