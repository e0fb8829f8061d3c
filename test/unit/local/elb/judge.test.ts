import t from 'tap';
import { type Finding, judge, newStanding, waitAfter } from '../../../../local/elb/health/judge.ts';
import { matches } from '../../../../local/elb/health/matcher.ts';
import { defaultHealthCheck, healthCheckIn } from '../../../../local/elb/health/settings.ts';

const HTTP = { protocol: 'HTTP' as const, protocolVersion: 'HTTP1' as const };
const GRPC = { protocol: 'HTTP' as const, protocolVersion: 'GRPC' as const };
const TCP = { protocol: 'TCP' as const, protocolVersion: undefined };

const check = { ...defaultHealthCheck(HTTP, 'HTTP'), interval: 10, healthyThreshold: 3, unhealthyThreshold: 2 };
const bad: Finding = { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };

t.test('a new target is healthy after one success', async (t) => {
  const failed = judge(newStanding('initial', 0), bad, check, 50);
  t.equal(failed.state, 'initial');
  t.equal(judge(failed, undefined, check, 100).state, 'healthy');
});

t.test(
  'a new target that keeps failing is unhealthy when its threshold of probes would be over, however often it was probed',
  async (t) => {
    let standing = newStanding('initial', 0);
    for (let now = 0; now < 15_000; now += 500) standing = judge(standing, bad, check, now);
    t.equal(standing.state, 'initial');
    t.equal(judge(standing, bad, check, 15_000).state, 'unhealthy');
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
  t.equal(waitAfter({ ...newStanding('initial', 0), probes: 1 }, check, 0), 50);
  t.equal(waitAfter({ ...newStanding('initial', 0), probes: 100 }, check, 0), 10_000);
  t.equal(
    waitAfter({ ...newStanding('initial', 0), probes: 100 }, check, 14_000),
    1000,
    'the last when it must be known',
  );
  t.equal(waitAfter(newStanding('healthy', 0), check, 0), 10_000);
});

t.test('matchers are codes and ranges', async (t) => {
  t.ok(matches('200', 200));
  t.ok(matches('200,301-399', 302));
  t.notOk(matches('200,301-399', 300));
});

t.test("the defaults are AWS's, and a short interval needs a timeout that goes with it", async (t) => {
  t.match(healthCheckIn({}, HTTP), { protocol: 'HTTP', timeout: 5, interval: 30, matcher: '200' });
  t.match(healthCheckIn({}, TCP), { protocol: 'TCP', timeout: 10, interval: 30 });
  t.match(healthCheckIn({ HealthCheckProtocol: 'HTTP' }, TCP), { timeout: 6, matcher: '200-399' });
  t.throws(() => healthCheckIn({ HealthCheckIntervalSeconds: '5' }, HTTP), {
    message: 'Health check interval must be greater than the timeout.',
  });
  t.throws(() => healthCheckIn({ HealthCheckIntervalSeconds: '5' }, TCP), {
    message: "Health check timeout '10' must be smaller than or equal to the interval '5'",
  });
  t.match(healthCheckIn({ HealthCheckIntervalSeconds: '5', HealthCheckTimeoutSeconds: '5' }, TCP), { timeout: 5 });
});

t.test('a TCP check has neither path nor matcher, and an HTTP group no TCP check', async (t) => {
  const code = 'InvalidConfigurationRequest';
  t.throws(() => healthCheckIn({ HealthCheckPath: '/up' }, TCP), { code, message: /paths are not supported/ });
  t.throws(() => healthCheckIn({ Matcher: { HttpCode: '200' } }, TCP), { code, message: /matchers are not/ });
  t.throws(() => healthCheckIn({ HealthCheckProtocol: 'TCP' }, HTTP), { code });
  t.throws(() => healthCheckIn({ HealthCheckProtocol: 'TLS' }, TCP), { code });
});

t.test('a gRPC group is asked for a method and matches status codes of gRPC', async (t) => {
  t.match(healthCheckIn({}, GRPC), { protocol: 'HTTP', path: '/AWS.ALB/healthcheck', matcher: '12' });
  t.match(healthCheckIn({ Matcher: { GrpcCode: '0-5' } }, GRPC), { matcher: '0-5' });
  const code = 'ValidationError';
  t.throws(() => healthCheckIn({ Matcher: { GrpcCode: '100' } }, GRPC), { code });
  t.throws(() => healthCheckIn({ Matcher: { HttpCode: '200' } }, GRPC), { code });
  t.throws(() => healthCheckIn({ Matcher: { GrpcCode: '0' } }, HTTP), { code });
  t.throws(
    () => healthCheckIn({ Matcher: { HttpCode: '500' } }, HTTP),
    { code },
    'an application balancer takes 499 at most',
  );
  t.match(healthCheckIn({ Matcher: { HttpCode: '500' }, HealthCheckProtocol: 'HTTP' }, TCP), { matcher: '500' });
});
