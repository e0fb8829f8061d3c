import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { poll } from '../../lib/retry.ts';
import { nodeApp } from './app.ts';
import { Rack } from './rack.ts';

t.test('pushes meet each other and Ctrl-C', async (t) => {
  const rack = await Rack.start(t);

  await t.test('Ctrl-C in a build stops it and leaves nothing', async (t) => {
    const app = await rack.app('slow', slowApp('never', 600));
    const push = app.pushing();
    await push.until('the build waits');
    push.interrupt();
    t.not(await push.exit(), 0);
    await poll(async () => ((await quarantines(rack, 'slow')).length === 0 ? true : undefined));
    t.equal(await app.remoteRef(), '');
    await app.commit(slowApp('quick', 0));
    const again = await app.push();
    t.equal(again.code, 0, again.stderr);
    t.equal((await app.get()).text, 'quick');
  });

  await t.test('two pushes to one app: the second says that it waits, then has its turn', async (t) => {
    const app = await rack.app('shared', slowApp('first', 2));
    const first = app.pushing();
    await first.until('the build waits');
    await app.commit(slowApp('second', 0));
    const second = app.pushing();
    await second.until('1 ahead');
    t.equal(await first.exit(), 0, first.output);
    t.equal(await second.exit(), 0, second.output);
    t.equal((await app.get()).text, 'second');
  });

  await t.test('a build is watched from elsewhere and cancelled; its log stays', async (t) => {
    const app = await rack.app('watched', slowApp('never', 600));
    const push = app.pushing();
    await push.until('the build waits');
    const watch = rack.sshFollow(t, 'builds logs watched -f');
    await watch.until('the build waits');
    t.match((await rack.ssh('builds watched')).stdout, /^B[A-Z]{9} +running /m);
    t.match((await rack.ssh('builds cancel watched')).stdout, /^B[A-Z]{9} is cancelled\.$/m);
    t.not(await push.exit(), 0);
    t.match(push.output, /admin cancelled the build B[A-Z]{9}/);
    t.equal(await watch.exit(), 1, 'the log ends with the build, which made no image');
    t.match(watch.output, /B[A-Z]{9}: cancelled: admin cancelled/);
    t.match((await rack.ssh('builds logs watched')).stdout, /-----> Building\n(.*\n)*.*the build waits/);
    t.match((await rack.ssh('audit -n 3')).stdout, /builds cancel/);
  });

  await t.test('pushes to two apps run side by side', async (t) => {
    const [left, right] = [await rack.app('left', slowApp('left', 3)), await rack.app('right', slowApp('right', 3))];
    const [one, two] = [left.pushing(), right.pushing()];
    await Promise.all([one.until('the build waits'), two.until('the build waits')]);
    t.notMatch(one.output + two.output, /is live/, 'neither was done when both were building');
    t.same([await one.exit(), await two.exit()], [0, 0]);
  });
});

// Private

/** An app whose build takes so many seconds, after it has said so. */
function slowApp(text: string, seconds: number): Record<string, string> {
  // A tree that was never seen before: what was built once is not built again.
  const build = `echo the build waits; sleep ${seconds}; : ${randomUUID()}`;
  return { ...nodeApp(text), 'package.json': JSON.stringify({ private: true, scripts: { build } }) };
}

/** Object directories of pushes that are not accepted yet. */
async function quarantines(rack: Rack, app: string): Promise<string[]> {
  const names = await readdir(join(rack.status.home, 'server/repos', `${app}.git`, 'objects'));
  return names.filter((name) => name.startsWith('tmp_objdir'));
}
