import t from 'tap';
import { poll } from '../../lib/retry.ts';
import { nodeApp } from './app.ts';
import { Rack } from './rack.ts';

t.test('kill -9 in the middle of a push', async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('survivor', nodeApp('release 0'));
  t.equal((await app.push()).code, 0);
  let release = 0;
  const accepted: string[] = [];

  for (const process of ['server', 'agent', 'local']) {
    for (const moment of ['Building', 'Deploying']) {
      await t.test(`of ${process} while ${moment.toLowerCase()}`, async (t) => {
        const before = (await app.get()).text;
        await app.commit(slowStart(`release ${++release}`));
        const push = app.pushing();
        await push.until(moment);
        rack.kill(process);
        await poll(async () => ((await rack.processState(process)) === 'running' ? undefined : true));
        const { text } = await app.get();
        // Once the stack is told, ECS rolls out whoever is gone: on a slow machine the new release is there by now.
        const isOne = text === before || (text === `release ${release}` && moment === 'Deploying');
        t.ok(isOne, `${text} serves while it is down: one release or the other`);
        await rack.up();
        const wasAccepted = (await push.exit()) === 0;
        if (wasAccepted) accepted.push(`release ${release}`);
        const head = (await app.git('rev-parse', 'HEAD')).stdout.trim();
        t.equal((await app.remoteRef()) === head, wasAccepted, 'the ref tells what git told');

        await app.commit(slowStart(`release ${++release}`));
        const next = await app.push();
        t.equal(next.code, 0, `${push.output}\n---- next push:\n${next.stderr}`);
        t.equal((await app.get()).text, `release ${release}`);
        t.match((await rack.ssh('releases survivor')).stdout, /live/);
        accepted.push(`release ${release}`);
      });
    }
  }

  await t.test('and what the app said is still there', async (t) => {
    const { stdout } = await rack.ssh('logs survivor -n 10000 -p web');
    const lines = stdout.split('\n').filter((line) => line.endsWith(' starts'));
    t.same(
      accepted.filter((text) => !lines.some((line) => line.endsWith(`: ${text} starts`))),
      [],
      'each release that served has said so',
    );
    t.equal(new Set(lines).size, lines.length, 'no line twice');
  });
});

t.test('down and up again', async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('sleeper', nodeApp('awake'));
  t.equal((await app.push()).code, 0);
  await rack.command(['down']);
  await t.rejects(app.get());
  await rack.up();
  await poll(async () => ((await app.get()).text === 'awake' ? true : undefined));
  t.match((await rack.ssh('ps sleeper')).stdout, /^web\.1 /m);
  await app.commit(nodeApp('refreshed'));
  t.equal((await app.push()).code, 0);
  t.equal((await app.get()).text, 'refreshed');

  await t.test('after a reboot too', async (t) => {
    t.equal((await rack.ssh('env set sleeper DREAM=kept')).code, 0);
    const lines = (await rack.ssh('logs sleeper -n 1000')).stdout;
    await rack.powerOff();
    // The image is pulled again: the registry has kept it.
    await rack.forgetImages('sleeper');
    await rack.up();
    await poll(async () => ((await app.get()).text === 'refreshed' ? true : undefined));
    t.equal((await rack.ssh('env get sleeper DREAM')).stdout.trim(), 'kept');
    const after = (await rack.ssh('logs sleeper -n 1000')).stdout;
    t.ok(after.startsWith(lines), 'what was told before is told');
    await app.commit(nodeApp('rebooted'));
    t.equal((await app.push()).code, 0);
    t.equal((await app.get()).text, 'rebooted');
  });
});

// Private

/** An app that takes half a second until it answers, so that there is a middle to be killed in. */
function slowStart(text: string): Record<string, string> {
  const files = nodeApp(text);
  return { ...files, 'server.js': `console.log('${text} starts'); setTimeout(() => {${files['server.js']}}, 500);` };
}
