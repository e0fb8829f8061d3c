import t from 'tap';
import { type Finding, judge, newStanding, waitAfter } from '../../../../local/elb/health/judge.ts';
import { matches } from '../../../../local/elb/health/matcher.ts';
import { DEFAULT_HEALTH_CHECK } from '../../../../local/elb/health/settings.ts';

const check = { ...DEFAULT_HEALTH_CHECK, interval: 10, healthyThreshold: 3, unhealthyThreshold: 2 };
const bad: Finding = { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };

t.test('a new target is healthy after one success', async (t) => {
  const failed = judge(newStanding('initial', 0), bad, check, 50);
  t.equal(failed.state, 'initial');
  t.equal(judge(failed, undefined, check, 100).state, 'healthy');
});

t.test(
  'a new target that keeps failing is unhealthy after its threshold of intervals, however often it was probed',
  async (t) => {
    let standing = newStanding('initial', 0);
    for (let now = 0; now < 20_000; now += 500) standing = judge(standing, bad, check, now);
    t.equal(standing.state, 'initial');
    t.equal(judge(standing, bad, check, 20_000).state, 'unhealthy');
  },
);

t.test('thresholds count probes in a row', async (t) => {
  const healthy = newStanding('healthy', 0);
  const once = judge(healthy, bad, check, 1);
  t.equal(once.state, 'healthy');
  t.equal(judge(once, bad, check, 2).state, 'unhealthy');
  t.equal(judge(judge(once, undefined, check, 2), bad, check, 3).state, 'healthy', 'a success in between counts anew');
});

t.test('new targets are probed quickly, others at the interval', async (t) => {
  t.equal(waitAfter({ ...newStanding('initial', 0), probes: 1 }, check), 50);
  t.equal(waitAfter({ ...newStanding('initial', 0), probes: 100 }, check), 10_000);
  t.equal(waitAfter(newStanding('healthy', 0), check), 10_000);
});

t.test('matchers are codes and ranges', async (t) => {
  t.ok(matches('200', 200));
  t.ok(matches('200,301-399', 302));
  t.notOk(matches('200,301-399', 300));
});
