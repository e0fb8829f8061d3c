import { cloneOf, eventually, overBothDoors } from './doors.ts';

overBothDoors('pushes to one app have their turns', async (t, door) => {
  const { rack } = door;

  /** A push that holds the app until `rack.deploys.go()`. */
  const holder = async (app: string, who?: string) => {
    const clone = await cloneOf(door, app, { deploy: 'wait' }, who);
    const gates = rack.deploys.events.length;
    const push = clone.pushing();
    await eventually(`the deploy of ${app} waits`, () => rack.deploys.events.length > gates);
    return { clone, push };
  };

  await t.test('the second says that it waits, then builds on the first', async (t) => {
    const { clone, push: one } = await holder('shared');
    const commit = await clone.commit({ deploy: 'ok' });
    const two = clone.pushing();
    await two.until('Waiting for the push of admin (1 ahead)');
    rack.deploys.go();
    t.same([await one.exit, await two.exit], [0, 0], one.output() + two.output());
    t.equal(await clone.remoteRef(), commit);
  });

  await t.test('each waiting push is told its place, and again when it changes', async (t) => {
    const { clone, push: first } = await holder('queue');
    await clone.commit({ deploy: 'wait', at: '2' });
    const gates = rack.deploys.events.length;
    const second = clone.pushing();
    await second.until('(1 ahead)');
    await clone.commit({ deploy: 'ok', at: '3' });
    const third = clone.pushing();
    await third.until('(2 ahead)');
    rack.deploys.go();
    await third.until('(1 ahead)');
    await eventually('the second has its turn', () => rack.deploys.events.length > gates);
    rack.deploys.go();
    t.same(await Promise.all([first.exit, second.exit, third.exit]), [0, 0, 0], third.output());
  });

  await t.test('a waiting push that knows less than the one before it is overtaken', async (t) => {
    const { push: one } = await holder('rivals');
    const rival = await cloneOf(door, 'rivals', { deploy: 'ok', other: 'x' });
    const two = rival.pushing();
    await two.until('(1 ahead)');
    const before = rack.deploys.deployed.length;
    rack.deploys.go();
    t.same([await one.exit, await two.exit], [0, 1]);
    t.match(two.output(), /rejected/);
    t.match(two.output(), /pull/);
    t.equal(rack.deploys.deployed.length, before + 1, 'only the first was deployed');
  });

  await t.test('who waits and presses Ctrl-C gives up the place', async (t) => {
    const { clone, push: one } = await holder('patience');
    const two = clone.pushing();
    await two.until('(1 ahead)');
    const three = clone.pushing();
    await three.until('(2 ahead)');
    two.interrupt();
    t.not(await two.exit, 0);
    await three.until('(1 ahead)');
    rack.deploys.go();
    t.same([await one.exit, await three.exit], [0, 0], three.output());
  });

  await t.test('pushes to two apps run side by side', async (t) => {
    const left = await holder('left');
    const goLeft = rack.deploys.go;
    const right = await holder('right');
    rack.deploys.go();
    goLeft();
    t.same([await left.push.exit, await right.push.exit], [0, 0]);
  });
});
