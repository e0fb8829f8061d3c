import t from 'tap';
import type { FigureQuery } from '../../../../server/aws/cloudwatch.ts';
import { Requests } from '../../../../server/metrics/requests.ts';

const BALANCING = 'arn:aws:elasticloadbalancing:us-east-1:000000000000';
const NOW = 6000;

/** Requests of which CloudWatch has these figures, by the metric's name, statistic and target group. */
function requests(groups: string[], known: Record<string, [at: number, value: number][]>) {
  const asked: { queries: readonly FigureQuery[]; from: number; to: number }[] = [];
  const clock = { now: NOW * 1000 };
  const figures = async (queries: readonly FigureQuery[], from: number, to: number) => {
    asked.push({ queries, from, to });
    return queries.map(
      ({ metric, statistic, dimensions }) => new Map(known[`${metric} ${statistic} ${dimensions.TargetGroup}`] ?? []),
    );
  };
  const targetGroups = async () => groups.map((group) => `${BALANCING}:${group}`);
  const listener = `${BALANCING}:listener/app/rack/4567/89ab`;
  const own = new Requests({ cloudWatch: { figures }, listener, targetGroups, clock: () => clock.now });
  return { own, asked, clock };
}

const WEB = 'targetgroup/web/1';
const API = 'targetgroup/api/2';

t.test('what the router counted, a second and step by step', async (t) => {
  const { own, asked } = requests([WEB, API], {
    [`RequestCount Sum ${WEB}`]: [
      [5700, 120],
      [5760, 60],
    ],
    [`RequestCount Sum ${API}`]: [[5760, 30]],
    [`TargetResponseTime p95 ${WEB}`]: [[5760, 0.25]],
    [`TargetResponseTime p95 ${API}`]: [[5760, 0.5]],
    [`HTTPCode_Target_5XX_Count Sum ${WEB}`]: [[5760, 6]],
  });
  const range = { from: 5640, to: 6000, step: 60, source: 10 };
  const { count, p50, p95, status } = (await own.app('shop', range))!;
  t.strictSame(count, [0, 2, 1.5, 0, null, null], 'of the last two minutes nothing is known yet');
  t.strictSame(p50, Array(6).fill(null));
  t.strictSame(p95, [null, null, 500, null, null, null], "the slowest group's");
  t.strictSame(status['5xx'], [0, 0, 0.1, 0, null, null]);
  t.match(asked, [{ from: 5640, to: 6000, queries: { length: 16 } }]);
  t.strictSame(asked[0]!.queries[0]!.dimensions, { TargetGroup: WEB, LoadBalancer: 'app/rack/4567' });
});

t.test('shorter steps are told by minutes, and the one that runs by the part of it that is over', async (t) => {
  const { own } = requests([WEB], {
    [`RequestCount Sum ${WEB}`]: [
      [5940, 60],
      [6000, 30],
    ],
  });
  const { count } = (await own.app('shop', { from: 5980, to: 6010, step: 10, source: 10 }))!;
  t.strictSame(count, [1, 1, 30], 'the minute has just begun');
});

t.test('CloudWatch is asked once in a while, and not for apps that get no requests', async (t) => {
  const { own, asked, clock } = requests([WEB], {});
  const range = { from: 5400, to: 6000, step: 60, source: 10 };
  await Promise.all([own.app('shop', range), own.app('shop', range)]);
  t.equal(asked.length, 1);
  clock.now += 20_000;
  await own.app('shop', range);
  t.equal(asked.length, 2);
  t.equal(await requests([], {}).own.app('worker', range), undefined);
});
