import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { Master } from '../../../../local/elb/haproxy/master.ts';
import { openBalancing, openRoute, sweep, targetsOf } from './fixture.ts';
import { startSshTarget } from './ssh-target.ts';

const RACK = 't-elb-network';
const PORT = 18_941;
const HTTP_PORT = 18_942;
const RELOADS = 25;
const PACE = { pace: { first: 5, factor: 1, most: 5 } };
const SSH = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'];
const PROXY_SIGNATURE = '0d0a0d0a000d0a515549540a';

/** What the door shows as its keys, once connections reach it: a moment after its target is told to be healthy. */
const shownKeys = async () =>
  (await run(['ssh-keyscan', '-T', '2', '-p', String(PORT), '127.0.0.1'], { ok: [0, 1] })).stdout;

t.test('a network load balancer passes bytes on', async (t) => {
  await sweep(RACK);
  const opened = openBalancing(RACK);
  const { call, home } = opened;
  t.teardown(async () => {
    await opened.close();
    await sweep(RACK, home);
  });
  await opened.service.start();
  const master = new Master(join(home, 'elb', 'master'));
  const application = await openRoute(opened, HTTP_PORT);

  const { LoadBalancers } = await call('CreateLoadBalancer', {
    Name: 'git',
    Type: 'network',
    Scheme: 'internal',
    Subnets: ['subnet-a'],
    SecurityGroups: ['sg-1'],
  });
  const LoadBalancerArn: string = LoadBalancers[0].LoadBalancerArn;
  const group = async (Name: string, more = {}): Promise<string> => {
    const check = { HealthCheckIntervalSeconds: '5', HealthCheckTimeoutSeconds: '2' };
    const { TargetGroups } = await call('CreateTargetGroup', { Name, Protocol: 'TCP', Port: 22, ...check, ...more });
    return TargetGroups[0].TargetGroupArn;
  };
  const TargetGroupArn = await group('ssh');
  const { Listeners } = await call('CreateListener', {
    LoadBalancerArn,
    Protocol: 'TCP',
    Port: String(PORT),
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  });
  const { ListenerArn } = Listeners[0];
  const forwardTo = (arn: string) =>
    call('ModifyListener', { ListenerArn, DefaultActions: [{ Type: 'forward', TargetGroupArn: arn }] });
  const register = (arn: string, port: number) =>
    call('RegisterTargets', { TargetGroupArn: arn, Targets: [{ Id: '127.0.0.1', Port: port }] });
  const until = (arn: string, look: (states: Record<string, string>) => boolean) =>
    poll(async () => look(await targetsOf(opened, arn)) || undefined, PACE);
  const setAttribute = (arn: string, Key: string, Value: string) =>
    call('ModifyTargetGroupAttributes', { TargetGroupArn: arn, Attributes: [{ Key, Value }] });

  await t.test('an ssh session outlives reloads for other apps, and its worker goes when it ends', async (t) => {
    const target = await startSshTarget();
    t.teardown(() => target.close());
    await register(TargetGroupArn, target.port);
    await until(TargetGroupArn, (states) => states[target.port] === 'healthy');
    await poll(async () => (await shownKeys()) !== '' || undefined);
    const held = run(['ssh', ...SSH, '-p', String(PORT), 'git@127.0.0.1', 'hold'], { timeout: 120_000 });
    await target.begun;
    const before = await master.processes();
    for (let Priority = 1; Priority <= RELOADS; Priority++) {
      await call('CreateRule', {
        ListenerArn: application.listener,
        Priority,
        Conditions: [{ Field: 'host-header', Values: [`app${Priority}.localhost`] }],
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      });
    }
    const during = await master.processes();
    t.ok(during.reloads - before.reloads >= RELOADS, `${during.reloads - before.reloads} reloads`);
    t.match(during.old, [before.current], 'the worker from before is there for the session');
    target.finish();
    t.equal((await held).stdout, 'begun\nended\n');
    await poll(async () => ((await master.processes()).old.length === 0 ? 'gone' : undefined), PACE);
  });

  await t.test('targets that ask for it are told the client, and probed with a header of their own', async (t) => {
    const target = await startBytes(t);
    const arn = await group('told', { HealthCheckProtocol: 'TCP' });
    await setAttribute(arn, 'proxy_protocol_v2.enabled', 'true');
    await forwardTo(arn);
    await register(arn, target.port);
    await until(arn, (states) => states[target.port] === 'healthy');
    (await reach(target)).destroy();
    const seen = target.received.find((text) => text.includes('hello')) ?? '';
    const bytes = Buffer.from(seen, 'latin1');
    t.equal(bytes.toString('hex', 0, 14), `${PROXY_SIGNATURE}2111`, 'a proxied connection over TCP and IPv4');
    t.equal(bytes.toString('hex', 16, 20), '7f000001');
    t.equal(bytes.readUInt16BE(26), PORT);
    t.ok(target.received.some((text) => Buffer.from(text, 'latin1').toString('hex') === `${PROXY_SIGNATURE}20000000`));
  });

  await t.test('a target may be probed over HTTP', async (t) => {
    const target = await startBytes(t, 'HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n');
    const arn = await group('asked', { HealthCheckProtocol: 'HTTP' });
    await forwardTo(arn);
    await register(arn, target.port);
    await until(arn, (states) => states[target.port] === 'healthy');
    t.match(target.received[0], /^GET \/ HTTP\/1\.1\r\n/);
    const { stdout } = await run([
      'curl',
      '-s',
      '--retry',
      '5',
      '--retry-all-errors',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      `http://127.0.0.1:${PORT}/`,
    ]);
    t.equal(stdout, '302');
  });

  await t.test('a connection outlives the deregistration of its target, or is cut if that is wanted', async (t) => {
    const target = await startBytes(t);
    const arn = await group('leaving');
    await setAttribute(arn, 'deregistration_delay.timeout_seconds', '0');
    await forwardTo(arn);
    for (const isCut of [false, true]) {
      await setAttribute(arn, 'deregistration_delay.connection_termination.enabled', String(isCut));
      await register(arn, target.port);
      await until(arn, (states) => states[target.port] === 'healthy');
      const client = await reach(target);
      const closed = new Promise((resolve) => client.once('close', resolve));
      await call('DeregisterTargets', { TargetGroupArn: arn, Targets: [{ Id: '127.0.0.1', Port: target.port }] });
      await until(arn, (states) => states[target.port] === undefined);
      if (isCut) await closed;
      else {
        client.write('two');
        await poll(async () => target.received.includes('two') || undefined, PACE);
        client.destroy();
      }
      target.received.length = 0;
    }
  });

  await t.test('connections to a target that became unhealthy are cut, unless that is not wanted', async (t) => {
    const arn = await group('failing', { UnhealthyThresholdCount: '2' });
    await forwardTo(arn);
    for (const isCut of [true, false]) {
      await setAttribute(arn, 'target_health_state.unhealthy.connection_termination.enabled', String(isCut));
      const target = await startBytes(t);
      await register(arn, target.port);
      await until(arn, (states) => states[target.port] === 'healthy');
      const client = await reach(target);
      const closed = new Promise((resolve) => client.once('close', resolve));
      target.server.close();
      await until(arn, (states) => states[target.port] === 'unhealthy');
      const { TargetHealthDescriptions } = await call('DescribeTargetHealth', { TargetGroupArn: arn });
      t.match(TargetHealthDescriptions, [{ TargetHealth: { Reason: 'Target.FailedHealthChecks' } }]);
      if (isCut) await closed;
      else {
        client.write('two');
        await poll(async () => target.received.includes('two') || undefined, PACE);
        client.destroy();
      }
      await setAttribute(arn, 'deregistration_delay.timeout_seconds', '0');
      await call('DeregisterTargets', { TargetGroupArn: arn, Targets: [{ Id: '127.0.0.1', Port: target.port }] });
      await until(arn, (states) => states[target.port] === undefined);
    }
  });
});

// Private

/** A connection through the balancer on which the target has heard us: the proxy follows what it is told a moment later. */
function reach({ received }: { received: string[] }): Promise<Socket> {
  return poll(async () => {
    const socket = createConnection({ host: '127.0.0.1', port: PORT });
    let isClosed = false;
    socket
      .on('error', () => {})
      .on('close', () => {
        isClosed = true;
      });
    socket.write('hello');
    const isHeard = await poll(
      async () => received.some((text) => text.includes('hello')) || isClosed || undefined,
      PACE,
    );
    return isHeard && !isClosed ? socket : undefined;
  }, PACE);
}

/** A server that notes what it gets, and answers `reply` to it. */
async function startBytes(t: Test, reply?: string): Promise<{ server: Server; port: number; received: string[] }> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received.push(chunk.toString('latin1'));
      if (reply) socket.end(reply);
    });
  });
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as { port: number }).port, received };
}
