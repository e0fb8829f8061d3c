import { randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import { Cable } from '../cable.ts';
import type { Clone } from '../clone.ts';
import { cloneOf, type Door, eventually, gitProcesses, overBothDoors } from './doors.ts';

/** Bytes of which a server waits for the rest when it has got the first of them. */
const LARGE = 3_000_000;

/** Bytes that no buffers between server and client can hold. */
const HUGE = 20_000_000;

/** Bytes after which nothing passes. */
const SOME = 1_000_000;

/** How a client comes to its end in the middle of a push. */
const ENDS = { 'Ctrl-C': 'SIGINT', 'kill -9': 'SIGKILL' } as const;

overBothDoors('pushes that are cut off', async (t, door) => {
  const { rack } = door;

  for (const [name, signal] of Object.entries(ENDS)) {
    const app = signal.toLowerCase();

    await t.test(`${name} during the upload leaves nothing`, async (t) => {
      const { clone, cable } = await overCable(t, door, { app: `upload-${app}`, size: LARGE });
      const jammed = cable.jamAfter('up', SOME);
      const push = clone.pushing('cable', 'main');
      await jammed;
      push.signal(signal);
      await push.exit;
      cable.mend();
      await nothingOf(door, `upload-${app}`);
      t.equal((await clone.push()).code, 0, 'the next push works');
    });

    await t.test(`${name} during the deploy cancels it and leaves nothing`, async (t) => {
      const slow = await cloneOf(door, `deploy-${app}`, { deploy: 'hang' });
      const cancelled = () => rack.deploys.events.filter((event) => event === 'cancelled').length;
      const before = cancelled();
      const push = slow.pushing();
      await push.until('as told: hang');
      t.equal((await rack.quarantines(`deploy-${app}`)).length, 1);
      push.signal(signal);
      await push.exit;
      await eventually('the deploy is cancelled', () => cancelled() > before);
      await nothingOf(door, `deploy-${app}`);
      t.equal(await slow.remoteRef(), '');
      await slow.commit({ deploy: 'ok' });
      t.equal((await slow.push()).code, 0, 'the next push works');
    });
  }

  await t.test('a connection that breaks during the upload leaves nothing', async (t) => {
    const { clone, cable } = await overCable(t, door, { app: 'broken', size: LARGE });
    const jammed = cable.jamAfter('up', SOME);
    const push = clone.pushing('cable', 'main');
    await jammed;
    cable.cut();
    t.not(await push.exit, 0);
    await nothingOf(door, 'broken');
    t.equal((await clone.push()).code, 0, 'the next push works');
  });

  await t.test('a clone whose client is killed leaves no git behind', async (t) => {
    const { clone, cable } = await overCable(t, door, { app: 'cloned', size: HUGE });
    t.equal((await clone.push()).code, 0);
    const jammed = cable.jamAfter('down', SOME);
    const fetch = clone.running('clone', '-q', door.url('cloned', cable.port), `${clone.folder}/again`);
    await jammed;
    fetch.signal('SIGKILL');
    await fetch.exit;
    cable.mend();
    await nothingOf(door, 'cloned');
  });

  await t.test('who loses access in the middle of a transfer is cut off', async (t) => {
    await door.join('mallory');
    const { clone, cable } = await overCable(t, door, { app: 'secret', size: HUGE, who: 'mallory' });
    t.equal((await clone.push()).code, 0);
    const reading = cable.jamAfter('down', SOME);
    const fetch = clone.running('clone', '-q', door.url('secret', cable.port), `${clone.folder}/again`);
    await reading;
    await door.expel('mallory');
    cable.mend();
    t.equal(await fetch.exit, 128, fetch.output());
    t.equal((await clone.git('ls-remote', 'rack')).code, 128, 'and not let in again');
    await nothingOf(door, 'secret');
  });

  await t.test('a server that stops declines the pushes that run, and says so', async (t) => {
    const cut = await cloneOf(door, 'cut', { deploy: 'hang' });
    const push = cut.pushing();
    await push.until('as told: hang');
    await rack.closeDoor();
    t.equal(await push.exit, 1);
    t.match(push.output(), /! {5}The rack is being restarted.*pre-receive hook declined/s);
    t.same(await rack.quarantines('cut'), []);
  });
});

// Private

/** A repository with much to push, whose remote `cable` is over a cable of its own. */
async function overCable(
  t: Test,
  door: Door,
  { app, size, who }: { app: string; size: number; who?: string },
): Promise<{ clone: Clone; cable: Cable }> {
  const cable = await Cable.lay(t, door.port);
  const clone = await cloneOf(door, app, {}, who);
  await clone.git('config', 'core.compression', '0');
  await clone.commit({ big: randomBytes(size) });
  await clone.git('remote', 'add', 'cable', door.url(app, cable.port));
  return { clone, cable };
}

async function nothingOf({ rack }: Door, app: string): Promise<void> {
  await eventually(`no quarantine of ${app} is left`, async () => (await rack.quarantines(app)).length === 0);
  await eventually('no git process is left', async () => (await gitProcesses(rack)).length === 0);
}
