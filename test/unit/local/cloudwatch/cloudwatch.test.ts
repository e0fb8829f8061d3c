import t from 'tap';
import { MetricStore } from '../../../../local/cloudwatch/metric-store.ts';
import { createCloudWatch } from '../../../../local/cloudwatch/service.ts';
import { onBehalfOf } from '../../../../local/endpoint/caller.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const MINUTE = 60_000;
const place = newPlace();
const database = openDatabase(`${place.home}/local.db`);
t.teardown(() => database.close());
const service = createCloudWatch({ database, log: { info: () => {}, error: () => {} } });
// biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
const call = async (operation: string, input: Input): Promise<any> => service.operations[operation]?.(input);

/** The beginning of an hour of some hours ago. */
const hour = Math.floor(Date.now() / 3_600_000 - 3) * 3_600_000;
const at = (minutes: number) => new Date(hour + minutes * MINUTE);
const put = (MetricName: string, Timestamp: Date, datum: object, Dimensions: object[] = []) =>
  call('PutMetricData', { Namespace: 'shop', MetricData: [{ MetricName, Timestamp, Dimensions, ...datum }] });
const get = async (MetricName: string, Stat: string, Period = 60, more: object = {}) => {
  const MetricStat = { Metric: { Namespace: 'shop', MetricName }, Period, Stat };
  const input = { MetricDataQueries: [{ Id: 'a', MetricStat }], StartTime: at(0), EndTime: at(60), ...more };
  const { MetricDataResults, NextToken } = await call('GetMetricData', input);
  const [{ Timestamps, Values, StatusCode }] = MetricDataResults;
  return { minutes: Timestamps.map((time: Date) => (time.getTime() - hour) / MINUTE), Values, StatusCode, NextToken };
};

t.test('what is told of a minute adds up, and periods are made of minutes', async (t) => {
  await put('Orders', new Date(at(3).getTime() + 999), { Value: 4 });
  await put('Orders', at(3), { Value: 2 });
  await put('Orders', at(4), { Values: [1, 9], Counts: [3, 1] });
  t.match(await get('Orders', 'Sum'), { minutes: [4, 3], Values: [12, 6], StatusCode: 'Complete' });
  t.match(await get('Orders', 'Sum', 300), { minutes: [0], Values: [18] });
  t.match(await get('Orders', 'Average', 300), { Values: [3] });
  t.match(await get('Orders', 'SampleCount', 300), { Values: [6] });
  t.match(await get('Orders', 'Minimum', 300), { Values: [1] });
  t.match(await get('Orders', 'Maximum', 300), { Values: [9] });
  t.match(await get('Orders', 'Sum', 60, { ScanBy: 'TimestampAscending' }), { minutes: [3, 4] });
  const first = await get('Orders', 'Sum', 60, { MaxDatapoints: 1 });
  t.match(first, { minutes: [4], StatusCode: 'PartialData', NextToken: /./ });
  const rest = await get('Orders', 'Sum', 60, { MaxDatapoints: 1, NextToken: first.NextToken });
  t.match(rest, { minutes: [3], StatusCode: 'Complete', NextToken: undefined });
});

t.test('percentiles are those of the values, and there are none where a summary is among them', async (t) => {
  const Values = Array.from({ length: 100 }, (_, index) => index + 1);
  await put('Time', at(1), { Values });
  t.match(await get('Time', 'p50'), { Values: [50] });
  t.match(await get('Time', 'p99'), { Values: [99] });
  t.match(await get('Time', 'p99.9'), { Values: [100] });
  await put('Time', at(2), { StatisticValues: { SampleCount: 9, Sum: 9, Minimum: 1, Maximum: 1 } });
  t.match(await get('Time', 'p50'), { minutes: [2, 1], Values: [1, 50] }, 'all are the same');
  await put('Time', at(2), { StatisticValues: { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 } });
  t.match(await get('Time', 'p50'), { minutes: [1] });
  t.match(await get('Time', 'Maximum'), { Values: [20, 100] });
  await t.rejects(get('Time', 'tm99'), { code: 'ValidationError' });
});

t.test('dimensions tell metrics apart, in whatever order they come', async (t) => {
  const [app, region] = [
    { Name: 'App', Value: 'a' },
    { Name: 'Region', Value: 'r' },
  ];
  await put('Visits', at(1), { Value: 1 }, [region, app]);
  await put('Visits', at(1), { Value: 5 }, [app]);
  const { Datapoints } = await call('GetMetricStatistics', {
    ...{ Namespace: 'shop', MetricName: 'Visits', Dimensions: [app, region], Period: '60', Statistics: ['Sum'] },
    ...{ StartTime: at(0).toISOString(), EndTime: at(9).getTime() / 1000, ExtendedStatistics: ['p90'] },
  });
  t.strictSame(Datapoints, [{ Timestamp: at(1), Sum: 1, ExtendedStatistics: { p90: 1 }, Unit: 'None' }]);
  const { Metrics } = await call('ListMetrics', { Namespace: 'shop', Dimensions: [{ Name: 'Region' }] });
  t.strictSame(Metrics, [{ Namespace: 'shop', MetricName: 'Visits', Dimensions: [app, region] }]);
});

t.test("the namespaces of AWS are its services' own", async (t) => {
  const input = { Namespace: 'AWS/ApplicationELB', MetricData: [{ MetricName: 'RequestCount', Value: 1 }] };
  await t.rejects(call('PutMetricData', input), { code: 'InvalidParameterValueException' });
  const balancing = { kind: 'service', principal: 'elasticloadbalancing.amazonaws.com' } as const;
  await onBehalfOf(balancing, () => call('PutMetricData', input));
  t.match(await call('ListMetrics', { Namespace: 'AWS/ApplicationELB' }), {
    Metrics: [{ MetricName: 'RequestCount' }],
  });
});

t.test('what cannot be is refused, and nothing of it kept', async (t) => {
  const two = [
    { MetricName: 'Kept', Value: 1 },
    { MetricName: 'Kept', Value: 'much' },
  ];
  await t.rejects(call('PutMetricData', { Namespace: 'shop', MetricData: two }), { code: /InvalidParameterValue/ });
  t.strictSame((await call('ListMetrics', { MetricName: 'Kept' })).Metrics, []);
  await t.rejects(put('Kept', new Date(0), { Value: 1 }), { code: /InvalidParameterValue/ });
  await t.rejects(put('Kept', at(1), {}), { code: 'MissingRequiredParameterException' });
  await t.rejects(put('Kept', at(1), { Value: 1, Values: [1] }), { code: 'InvalidParameterCombinationException' });
  await t.rejects(get('Kept', 'Sum', 10), { code: /InvalidParameterValue/ });
  await t.rejects(get('Kept', 'Sum', 60, { EndTime: at(0) }), { code: 'ValidationError' });
});

t.test('metrics are kept for fifteen days, and the oldest go first where there are too many', async (t) => {
  const own = openDatabase(`${place.home}/own.db`);
  t.teardown(() => own.close());
  const store = new MetricStore(own);
  const metric = { namespace: 'n', name: 'm', dimensions: [] };
  const now = 100 * 86_400_000;
  const add = (day: number) =>
    store.add(metric, { at: day * 86_400_000, count: 1, sum: 1, least: 1, most: 1, distribution: undefined });
  for (const day of [84, 86, 95, 98]) add(day);
  store.trim(now);
  t.equal(store.points(metric, 0, now).length, 3);
  store.trim(now, 1);
  t.strictSame(
    store.points(metric, 0, now).map(({ at: time }) => time / 86_400_000),
    [98],
  );
  store.trim(now * 2);
  t.strictSame(store.metrics(), []);
});
