import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { openBalancing, openRoute, startTarget, sweep, targetsOf } from './fixture.ts';

const RACK = 't-elb-swap';
const PORT = 18_931;
const SWAPS = 10;
const URL = `http://127.0.0.1:${PORT}/`;

t.test('ten swaps of the target under load lose no request', async (t) => {
  await sweep(RACK);
  const opened = openBalancing(RACK);
  t.teardown(async () => {
    await opened.close();
    await sweep(RACK, opened.home);
  });
  await opened.service.start();
  const { targetGroup } = await openRoute(opened, PORT);
  const until = (look: (states: Record<string, string>) => boolean) =>
    poll(async () => look(await targetsOf(opened, targetGroup)) || undefined, {
      pace: { first: 5, factor: 1, most: 5 },
    });
  const register = async (operation: string, port: number) =>
    opened.call(operation, { TargetGroupArn: targetGroup, Targets: [{ Id: '127.0.0.1', Port: port }] });

  async function swap(old: Awaited<ReturnType<typeof startTarget>>) {
    const fresh = await startTarget();
    const started = performance.now();
    await register('RegisterTargets', fresh.port);
    await until((states) => states[fresh.port] === 'healthy');
    await register('DeregisterTargets', old.port);
    await until((states) => states[old.port] === undefined);
    t.comment(`swapped in ${Math.round(performance.now() - started)} ms`);
    old.process.kill();
    return fresh;
  }

  async function swapsUnder(load: string[]) {
    let target = await startTarget();
    await register('RegisterTargets', target.port);
    await until((states) => states[target.port] === 'healthy');
    await poll(async () => (await fetch(URL)).ok || undefined);
    const loading = run(load, { timeout: 120_000 });
    for (let count = 0; count < SWAPS; count++) target = await swap(target);
    const { stdout } = await loading;
    await register('DeregisterTargets', target.port);
    await until((states) => states[target.port] === undefined);
    target.process.kill();
    t.comment(stdout);
    return stdout;
  }

  await t.test('with wrk, on connections kept alive', async (t) => {
    const report = await swapsUnder(['wrk', '-t1', '-c16', '-d8s', URL]);
    t.notMatch(report, /Socket errors|Non-2xx/);
    t.match(report, /requests in/);
  });

  await t.test('with ab, a connection for each request', async (t) => {
    const report = await swapsUnder(['ab', '-q', '-r', '-l', '-c8', '-t8', '-n1000000', URL]);
    t.match(report, /Failed requests: +0\n/);
    t.notMatch(report, /Non-2xx/);
  });

  await t.test('with wrk, a connection for each request', async (t) => {
    const report = await swapsUnder(['wrk', '-t1', '-c8', '-d8s', '-H', 'Connection: close', URL]);
    t.notMatch(report, /Socket errors|Non-2xx/);
  });
});
