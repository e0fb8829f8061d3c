import { EventEmitter, once } from 'node:events';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import type { Clone } from '../clone.ts';
import { TestRack } from '../rack.ts';

t.test('pushes that wait', async (t) => {
  const rack = await TestRack.start(t);
  for (const name of ['bob', 'eve']) await rack.ssh(`keys add ${name}`, { input: await rack.makeKey(name) });

  /** A push whose deploy waits for `rack.deploys.go()`, and clones of others that know the same history. */
  const busy = async (app: string, ...others: string[]) => {
    const first = await rack.clone(app, { deploy: 'ok' });
    await first.push();
    const clones = await Promise.all(others.map((name) => rack.clone(app, {}, name)));
    for (const clone of clones) {
      await clone.git('fetch', '-q', first.folder, 'main');
      await clone.git('reset', '-q', '--hard', 'FETCH_HEAD');
    }
    await first.commit({ deploy: 'wait' });
    const running = first.pushing();
    await running.until('as told: wait');
    return { first, running, clones };
  };
  const { signal } = new AbortController();
  const admin = () => {
    const via = { kind: 'key', fingerprint: rack.store.keys.list('admin')[0]!.fingerprint } as const;
    return { developer: rack.store.developers.find('admin')!, from: 'test', via };
  };
  /** A change of the environment that has got its place. */
  const changeThatWaits = async (app: string) => {
    const waits = new EventEmitter();
    const output = outputTo((line) => void waits.emit('line', line));
    const request = { actor: admin(), output, signal };
    const told = once(waits, 'line');
    const done = rack.rack.environment.set(app, { A: '1' }, request).then(() => undefined);
    await told;
    return { done };
  };
  const deployed = () => rack.deploys.deployed.length;

  await t.test('are told their place again when it changes, and go in order', async (t) => {
    const { first, running, clones } = await busy('order', 'bob', 'eve');
    const [bob, eve] = clones as [Clone, Clone];
    const next = await first.commit({ deploy: 'ok', bob: '1' });
    await bob.git('pull', '-q', first.folder, 'main');
    const last = await bob.commit({ eve: '1' });
    await eve.git('pull', '-q', bob.folder, 'main');
    await bob.git('reset', '-q', '--hard', next);
    const two = bob.pushing();
    await two.until('Waiting for the push of admin (1 ahead)');
    const three = eve.pushing();
    await three.until('Waiting for the push of admin (2 ahead)');
    rack.deploys.go();
    t.same(await Promise.all([running.exit, two.exit, three.exit]), [0, 0, 0], two.output() + three.output());
    t.match(three.output(), /remote: -----> Waiting for the push of bob \(1 ahead\)/);
    t.same(rack.deploys.deployed.slice(-2), [next, last]);
    t.equal(await first.remoteRef(), last);
  });

  await t.test('one that says supersede takes their place, and they say whose it is now', async (t) => {
    const { first, running, clones } = await busy('hurry', 'bob', 'eve');
    const [bob, eve] = clones as [Clone, Clone];
    for (const clone of [bob, eve]) await clone.git('pull', '-q', first.folder, 'main');
    await bob.commit({ deploy: 'ok', bob: '1' });
    const two = bob.pushing();
    await two.until('(1 ahead)');
    const change = await changeThatWaits('hurry');
    const commit = await eve.commit({ deploy: 'ok', eve: '1' });
    const three = eve.pushing('-o', 'supersede', 'rack', 'main');
    t.equal(await two.exit, 1);
    t.match(
      two.output(),
      new RegExp(
        `! {5}Superseded by the push of eve \\(${commit.slice(0, 7)}\\)\\..*remote rejected\\] main -> main \\(pre-receive hook declined\\)`,
        's',
      ),
    );
    await three.until('Waiting for the push of admin (1 ahead)');
    rack.deploys.go();
    t.same([await running.exit, await three.exit, await change.done], [0, 0, undefined], three.output());
    t.equal(await first.remoteRef(), commit, 'what ran was not superseded');
    t.match(
      rack.store.audit.list({ app: 'hurry' }).find(({ who }) => who === 'bob'),
      { result: /Superseded by/ },
    );
  });

  await t.test('two that push the same deploy it once', async (t) => {
    const { first, running, clones } = await busy('same', 'bob');
    const [bob] = clones as [Clone];
    await bob.git('pull', '-q', first.folder, 'main');
    const before = deployed();
    const two = bob.pushing();
    await two.until('(1 ahead)');
    rack.deploys.go();
    t.same(await Promise.all([running.exit, two.exit]), [0, 0], two.output());
    t.match(two.output(), /main is at \w{7} already/);
    t.equal(deployed(), before + 1);
  });

  await t.test(
    'two that make the app at once: the one that knows the other is built, another history is not',
    async (t) => {
      const first = await rack.clone('newborn', { deploy: 'wait' });
      const other = await rack.clone('newborn', { deploy: 'ok', other: '1' }, 'bob');
      const running = first.pushing();
      await running.until('as told: wait');
      const more = await rack.clone('newborn', {}, 'eve');
      await more.git('pull', '-q', '--rebase', first.folder, 'main');
      const commit = await more.commit({ deploy: 'ok' });
      const [two, three] = [other.pushing(), more.pushing()];
      await Promise.all([two.until(' ahead)'), three.until(' ahead)')]);
      rack.deploys.go();
      t.same(await Promise.all([running.exit, two.exit, three.exit]), [0, 1, 0], two.output() + three.output());
      t.match(two.output(), /main moved to \w{7} while this push waited/);
      t.equal(await first.remoteRef(), commit);
    },
  );

  await t.test('a forced one does not undo what it has not seen', async (t) => {
    await rack.ssh('create forced');
    await rack.ssh('set forced protect=deploy');
    const { first, running } = await busy('forced');
    const one = await rack.clone('forced', { x: '1' });
    const two = await rack.clone('forced', { y: '1' });
    const pushes = [one, two].map((clone) => clone.pushing('--force', 'rack', 'main:side'));
    await Promise.all(pushes.map((push) => push.until(' ahead)')));
    rack.deploys.go();
    t.equal(await running.exit, 0);
    t.same((await Promise.all(pushes.map(({ exit }) => exit))).sort(), [0, 1]);
    t.match(pushes.map((push) => push.output()).join(''), /! {5}side moved to \w{7} while this push waited/);
    t.ok([await one.head(), await two.head()].includes(await first.remoteRef('refs/heads/side')));
  });

  await t.test('one whose app is destroyed before its turn does not bring the app back', async (t) => {
    const { running, clones } = await busy('doomed', 'bob');
    const [bob] = clones as [Clone];
    await bob.commit({ deploy: 'ok' });
    const waits = new EventEmitter();
    const told = once(waits, 'place');
    const destroyed = rack.rack.apps.destroy('doomed', admin(), { signal, onWait: () => void waits.emit('place') });
    await told;
    const two = bob.pushing();
    await two.until('(2 ahead)');
    rack.deploys.go();
    t.same([await running.exit, await destroyed, await two.exit], [0, undefined, 1], two.output());
    t.match(two.output(), /main was deleted while this push waited/);
    t.equal(rack.store.apps.find('doomed'), undefined);
  });

  await t.test('one whose developer has lost the right meanwhile is declined at its turn', async (t) => {
    const { running, clones } = await busy('lost', 'eve');
    const [eve] = clones as [Clone];
    await eve.commit({ eve: '1' });
    const two = eve.pushing();
    await two.until('(1 ahead)');
    rack.store.keys.remove(rack.store.keys.list('eve')[0]!.fingerprint);
    rack.deploys.go();
    t.same(await Promise.all([running.exit, two.exit]), [0, 1]);
    t.match(two.output(), /! {5}Your access was taken away\..*pre-receive hook declined/s);
  });

  await t.test('Ctrl-C while it waits leaves the line as it was', async (t) => {
    const { first, running, clones } = await busy('leaves', 'bob');
    const [bob] = clones as [Clone];
    const two = bob.pushing('rack', 'main:other');
    await two.until('(1 ahead)');
    two.interrupt();
    await two.exit;
    const audited = () => rack.store.audit.list({ app: 'leaves' }).some(({ result }) => result === 'cancelled');
    await poll(async () => audited() || undefined);
    rack.deploys.go();
    t.equal(await running.exit, 0);
    t.equal(await first.remoteRef('refs/heads/other'), '');
  });

  await t.test('the server stops: they are declined, and say why', async (t) => {
    const { clones } = await busy('stopping', 'bob');
    const [bob] = clones as [Clone];
    await bob.commit({ bob: '1' });
    const two = bob.pushing();
    await two.until('(1 ahead)');
    const closed = rack.closeDoor();
    t.not(await two.exit, 0);
    t.match(two.output(), /remote: {2}! {5}The rack is being restarted/);
    // Else the server would leave the deploy that runs its whole grace.
    rack.deploys.go();
    await closed;
  });
});
