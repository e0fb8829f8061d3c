import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import type { Config } from '../../../../local/config.ts';
import { AccessLogs } from '../../../../local/elb/access-logs/access-logs.ts';
import { State } from '../../../../local/elb/state.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { openBalancing, openRoute, startTarget, sweep, targetsOf } from './fixture.ts';

const RACK = 't-elb-access-logs';
const PORT = 18_991;
const URL = `http://127.0.0.1:${PORT}`;
const PACE = { pace: { first: 5, factor: 1, most: 20 } };

t.test('requests are told in the bucket of the load balancer, as AWS writes them', async (t) => {
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
  const { targetGroup, listener } = await openRoute(opened, PORT);
  const { LoadBalancers } = await call('DescribeLoadBalancers', {});
  const { LoadBalancerArn } = LoadBalancers[0];
  const attributes = (wanted: Record<string, string>) =>
    call('ModifyLoadBalancerAttributes', {
      LoadBalancerArn,
      Attributes: Object.entries(wanted).map(([Key, Value]) => ({ Key: `access_logs.s3.${Key}`, Value })),
    });

  await t.test('a bucket that cannot be written to is refused', async (t) => {
    await t.rejects(attributes({ enabled: 'true', bucket: 'no-bucket' }), {
      code: 'InvalidConfigurationRequest',
      message: 'Access Denied for bucket: no-bucket. Please check S3bucket permission',
    });
    await t.rejects(attributes({ enabled: 'true' }), { code: 'InvalidConfigurationRequest' });
    await t.rejects(attributes({ prefix: 'of/AWSLogs' }), { code: 'ValidationError' });
  });

  await attributes({ enabled: 'true', bucket: 'logs', prefix: 'rack' });
  t.ok(opened.stored.has('logs/rack/AWSLogs/000000000000/ELBAccessLogTestFile'));
  await call('RegisterTargets', { TargetGroupArn: targetGroup, Targets: [{ Id: '127.0.0.1', Port: target.port }] });
  await poll(async () => (await targetsOf(opened, targetGroup))[target.port] === 'healthy' || undefined, PACE);
  await call('CreateRule', {
    ListenerArn: listener,
    Priority: 7,
    Conditions: [{ Field: 'host-header', Values: ['old.localhost'] }],
    Actions: [{ Type: 'redirect', RedirectConfig: { Host: 'new.localhost', StatusCode: 'HTTP_301' } }],
  });
  await poll(async () => (await run(['curl', '-s', `${URL}/ready`])).stdout === String(target.port) || undefined, PACE);
  await run(['curl', '-s', '-A', 'agent "one"', `${URL}/a%20b?c=d`]);
  await run(['curl', '-s', '-H', 'Host: old.localhost', `${URL}/x`]);

  const database = openDatabase(join(home, 'local.db'));
  const callAws = async (_service: string, _operation: string, input: Input) => opened.store(input);
  const config = { region: 'us-east-1', account: '000000000000' } as Config;
  const log = { info: () => {}, error: (message: string, cause?: unknown) => t.fail(message, { cause }) };
  const logs = new AccessLogs({
    state: new State(database),
    config,
    callAws,
    log,
    database,
    file: join(home, 'elb/access.log'),
  });
  const lines = () =>
    [...opened.stored]
      .filter(([key]) => key.endsWith('.log.gz'))
      .flatMap(([, body]) => gunzipSync(body).toString().trimEnd().split('\n'));
  await poll(async () => {
    await logs.deliver();
    return lines().some((line) => line.includes('old.localhost')) || undefined;
  }, PACE);

  const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z';
  const balancer = LoadBalancerArn.replace(/^.*:loadbalancer\//, '');
  const at = `127.0.0.1:${target.port}`;
  const forwarded = `http ${time} ${balancer} 127.0.0.1:\\d+ ${at} \\d\\.\\d{3} \\d\\.\\d{3} 0\\.000 200 200 \\d+ \\d+ "GET http://127.0.0.1:${PORT}/a%20b\\?c=d HTTP/1.1" "agent \\\\x22one\\\\x22" - - ${targetGroup} "Root=1-[0-9a-f]{8}-[0-9a-f]{24}" "-" "-" 0 ${time} "forward" "-" "-" "${at}" "200" "-" "-" TID_[0-9a-f]{32}`;
  t.match(
    lines().find((line) => line.includes('a%20b')),
    new RegExp(`^${forwarded}$`),
  );
  const redirected = lines().find((line) => line.includes('old.localhost'));
  t.match(redirected, / - -1 -1 -1 301 - .* 7 \S+ "redirect" "http:\/\/new\.localhost:\d+\/x" "-" "-" "-"/);
  t.match(
    [...opened.stored.keys()].find((key) => key.endsWith('gz')),
    new RegExp(
      `^logs/rack/AWSLogs/000000000000/elasticloadbalancing/us-east-1/\\d{4}/\\d\\d/\\d\\d/000000000000_elasticloadbalancing_us-east-1_${balancer.replaceAll('/', '.')}_\\d{8}T\\d{4}Z_127.0.0.1_[0-9a-f]{8}\\.log\\.gz$`,
    ),
  );

  const before = lines().length;
  await logs.deliver();
  t.equal(lines().length, before, 'what was delivered does not come again');
  database.close();
});
