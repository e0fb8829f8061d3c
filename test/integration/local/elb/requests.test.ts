import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { type Opened, openBalancing, openRoute, startTarget, sweep, targetsOf } from './fixture.ts';

const RACK = 't-elb-requests';
const PORT = 18_983;
const URL = `http://127.0.0.1:${PORT}`;
const PACE = { pace: { first: 5, factor: 1, most: 20 }, signal: AbortSignal.timeout(60_000) };

t.test('CloudWatch is told every request, its class and its time, over a reload and a restart of ours', async (t) => {
  await sweep(RACK);
  let opened = openBalancing(RACK);
  const { home } = opened;
  const target = await startTarget();
  t.teardown(async () => {
    target.process.kill();
    await opened.close();
    await sweep(RACK, home);
  });
  await opened.service.start();
  const { targetGroup, listener } = await openRoute(opened, PORT);
  const TargetGroupArn = targetGroup;
  await opened.call('RegisterTargets', { TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port: target.port }] });
  await poll(async () => (await targetsOf(opened, targetGroup))[target.port] === 'healthy' || undefined, PACE);
  const figure = (MetricName: string, Stat: string) => figureOf(opened, targetGroup, MetricName, Stat);
  const ask = (path: string) => run(['curl', '-s', '-o', '/dev/null', `${URL}${path}`]);

  await poll(async () => (await run(['curl', '-s', `${URL}/`])).stdout === String(target.port) || undefined, PACE);
  await opened.requests();
  const before = (await figure('RequestCount', 'Sum')) as number;
  for (const path of ['/', '/status/201', '/status/404', '/status/503', '/slow']) await ask(path);
  // Another rule is another configuration: the worker that has counted goes.
  await opened.call('CreateRule', {
    ListenerArn: listener,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', Values: ['/fixed'] }],
    Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
  });
  await ask('/status/404');
  await ask('/fixed');
  await opened.close();
  await ask('/status/404');
  opened = openBalancing(RACK, home);
  await opened.service.start();
  await opened.requests();
  await opened.requests();

  t.equal((await figure('RequestCount', 'Sum')) as number, before + 7, 'what the router itself answers is none');
  t.equal(await figure('HTTPCode_Target_4XX_Count', 'Sum'), 3);
  t.equal(await figure('HTTPCode_Target_5XX_Count', 'Sum'), 1);
  t.equal(await figure('HTTPCode_Target_2XX_Count', 'Sum'), before + 3);
  const slowest = (await figure('TargetResponseTime', 'Maximum')) as number;
  t.ok(slowest > 1.4 && slowest < 2.5, `a second and a half: ${slowest}`);
  t.ok(((await figure('TargetResponseTime', 'p50')) as number) < 0.5);
});

// Private

/** One figure of the last hours. */
async function figureOf(
  { callAws }: Opened,
  targetGroup: string,
  MetricName: string,
  Stat: string,
): Promise<number | undefined> {
  const { Metrics }: { Metrics: Metric[] } = await callAws('monitoring', 'ListMetrics', { MetricName });
  const own = Metrics.find(({ Dimensions }) => Dimensions.some(({ Value }) => targetGroup.endsWith(`:${Value}`)));
  if (!own) return undefined;
  const now = Date.now();
  const { MetricDataResults } = await callAws('monitoring', 'GetMetricData', {
    // A period so long that it does not end while the test runs.
    MetricDataQueries: [{ Id: 'a', MetricStat: { Metric: own, Period: 30 * 86_400, Stat } }],
    StartTime: new Date(now - 3_600_000),
    EndTime: new Date(now + 3_600_000),
  });
  return MetricDataResults[0]?.Values[0];
}

interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
}
