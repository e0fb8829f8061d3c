import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { openBalancing, startTarget, sweep, targetsOf } from './fixture.ts';

const RACK = 't-elb-limits';
const PORT = 18_951;
const RULES = 100;
const PACE = { pace: { first: 5, factor: 1, most: 5 } };
/** Milliseconds that a rule may take to come into force on a full balancer, with all else that this machine does. */
const SLOWEST = 2_000;

t.test('a load balancer carries as many rules as an AWS account has, and not one more', async (t) => {
  await sweep(RACK);
  const opened = openBalancing(RACK);
  const { call, home } = opened;
  const target = await startTarget();
  t.teardown(async () => {
    target.process.kill();
    await opened.close();
    await sweep(RACK, home);
  });
  await opened.service.start();
  const { LoadBalancers } = await call('CreateLoadBalancer', { Name: 'rack', Subnets: ['subnet-a', 'subnet-b'] });
  const { LoadBalancerArn } = LoadBalancers[0];
  const RedirectConfig = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' };
  const { Listeners } = await call('CreateListener', {
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: PORT,
    DefaultActions: [{ Type: 'redirect', RedirectConfig }],
  });
  const { ListenerArn } = Listeners[0];
  const group = async (Name: string): Promise<string> =>
    (await call('CreateTargetGroup', { Name, Protocol: 'HTTP', Port: 80 })).TargetGroups[0].TargetGroupArn;
  const forward = (TargetGroupArn: string) => [{ Type: 'forward', TargetGroupArn }];
  const addRule = async (Priority: number, host: string, Actions: object[]): Promise<string> => {
    const Conditions = [{ Field: 'host-header', HostHeaderConfig: { Values: [`${host}.localhost`] } }];
    return (await call('CreateRule', { ListenerArn, Priority, Conditions, Actions })).Rules[0].RuleArn;
  };
  const curl = async (host: string, ...more: string[]) =>
    (await run(['curl', '-s', ...more, '-H', `Host: ${host}.localhost`, `http://127.0.0.1:${PORT}/a?b=c`])).stdout;
  const racks = await group('racks');

  await t.test("the rack's own rule stands behind those of all apps", async (t) => {
    await addRule(50_000, 'rack', forward(racks));
    await call('RegisterTargets', { TargetGroupArn: racks, Targets: [{ Id: '127.0.0.1', Port: target.port }] });
    await poll(async () => (await targetsOf(opened, racks))[target.port] === 'healthy' || undefined, PACE);
    await poll(async () => (await curl('rack')) === String(target.port) || undefined, PACE);
    await t.rejects(addRule(50_001, 'late', forward(racks)), { code: 'ValidationError' });
  });

  await t.test('a listener that redirects to HTTPS', async (t) => {
    const place = 'https://other.localhost:443/a?b=c';
    t.equal(await curl('other', '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}'), `301 ${place}`);
  });

  await t.test('an app is told apart by its host name, and by nothing else', async (t) => {
    const FixedResponseConfig = { StatusCode: '410', ContentType: 'text/plain', MessageBody: 'gone' };
    const rule = await addRule(1, 'old', [{ Type: 'fixed-response', FixedResponseConfig }]);
    t.equal(await curl('old'), 'gone');
    t.equal(await curl('rack'), String(target.port));
    await call('DeleteRule', { RuleArn: rule });
  });

  await t.test('header fields with odd names are dropped when that is wanted', async (t) => {
    const Actions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'seen' } }];
    const HttpHeaderConfig = { HttpHeaderName: 'x_odd', Values: ['1'] };
    const Conditions = [{ Field: 'http-header', HttpHeaderConfig }];
    const { Rules } = await call('CreateRule', { ListenerArn, Priority: 1, Conditions, Actions });
    t.equal(await curl('rack', '-H', 'x_odd: 1'), 'seen');
    const Attributes = [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }];
    await call('ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes });
    t.equal(await curl('rack', '-H', 'x_odd: 1'), String(target.port));
    await call('DeleteRule', { RuleArn: Rules[0].RuleArn });
  });

  await t.test(`${RULES} rules with a target group each`, async (t) => {
    const times: number[] = [];
    let latest = '';
    const add = async (priority: number) => addRule(priority, `app${priority}`, forward(await group(`app${priority}`)));
    const timed = async (priority: number) => {
      const started = performance.now();
      latest = await add(priority);
      times.push(performance.now() - started);
    };
    for (let priority = 1; priority <= 10; priority++) await timed(priority);
    await Promise.all(Array.from({ length: RULES - 21 }, (_, index) => add(11 + index)));
    for (let priority = RULES - 10; priority < RULES; priority++) await timed(priority);
    const mean = (some: number[]) => Math.round(some.reduce((sum, each) => sum + each, 0) / some.length);
    t.comment(`a rule in force: first ten ${mean(times.slice(0, 10))} ms, last ten ${mean(times.slice(-10))} ms`);
    t.ok(mean(times.slice(-10)) < SLOWEST);
    t.equal(await curl('rack'), String(target.port));

    const more = await group('more');
    await t.rejects(addRule(RULES, 'more', forward(more)), {
      code: 'TooManyRules',
      message: `The maximum number of rules on load balancer '${LoadBalancerArn}' has been reached`,
    });
    await t.rejects(call('ModifyListener', { ListenerArn, DefaultActions: forward(more) }), {
      code: 'TooManyUniqueTargetGroupsPerLoadBalancer',
    });
    await t.resolves(call('ModifyRule', { RuleArn: latest, Actions: forward(more) }), 'one takes the place of another');
    await call('DeleteRule', { RuleArn: latest });
    await t.resolves(addRule(RULES, 'more', forward(more)));
    t.equal((await call('DescribeRules', { ListenerArn })).Rules.length, RULES + 1, 'and the default one');
  });
});
