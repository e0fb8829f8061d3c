import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { openBalancing, openRoute, startTarget, sweep, targetsOf } from './fixture.ts';

const RACK = 't-elb-routing';
const PORT = 18_932;
const PACE = { pace: { first: 5, factor: 1, most: 5 } };

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

function get(path: string, host = 'app.localhost', headers = {}, agent: Agent | false = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ port: PORT, path, agent, headers: { host, ...headers } }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

t.test('a load balancer routes as its rules say', async (t) => {
  await sweep(RACK);
  let opened = openBalancing(RACK);
  const { home } = opened;
  const [one, two] = await Promise.all([startTarget(), startTarget()]);
  t.teardown(async () => {
    one.process.kill();
    two.process.kill();
    await opened.close();
    await sweep(RACK, home);
  });
  await opened.service.start();
  const { targetGroup, listener } = await openRoute(opened, PORT);
  const targets = (port: number) => ({
    TargetGroupArn: targetGroup,
    Targets: [{ Id: '127.0.0.1', Port: String(port) }],
  });
  const until = (look: (states: Record<string, string>) => boolean) =>
    poll(async () => look(await targetsOf(opened, targetGroup)) || undefined, PACE);
  const addRule = (Priority: number, Conditions: object[], Actions: object[]) =>
    opened.call('CreateRule', { ListenerArn: listener, Priority, Conditions, Actions });

  await t.test('without a healthy target it answers 503', async (t) => {
    const answer = await get('/');
    t.equal(answer.status, 503);
    t.match(answer.body, /503 Service Temporarily Unavailable/);
  });

  await t.test('a target is served from once it is healthy', async (t) => {
    await opened.call('RegisterTargets', targets(one.port));
    await until((states) => states[one.port] === 'healthy');
    t.equal(await poll(async () => ((await get('/')).status === 200 ? 'served' : undefined), PACE), 'served');
  });

  await t.test('rules are tried by priority, and changed while they are in use', async (t) => {
    const path = (value: string) => [{ Field: 'path-pattern', Values: [value] }];
    const fixed = (StatusCode: string, MessageBody: string) => [
      { Type: 'fixed-response', FixedResponseConfig: { StatusCode, MessageBody } },
    ];
    const load = run(['wrk', '-t1', '-c8', '-d4s', `http://127.0.0.1:${PORT}/`], { timeout: 60_000 });
    const { Rules } = await addRule(20, path('/a*'), fixed('404', 'nothing\'s "here" $HOME %[src]\n'));
    t.equal((await get('/abc')).body, 'nothing\'s "here" $HOME %[src]\n');
    await addRule(10, path('/ab?'), fixed('410', 'gone'));
    t.equal((await get('/abc')).status, 410);
    t.equal((await get('/abcd')).status, 404);
    await opened.call('SetRulePriorities', { RulePriorities: [{ RuleArn: Rules[0].RuleArn, Priority: '5' }] });
    t.equal((await get('/abc')).status, 404);
    await addRule(
      30,
      [{ Field: 'host-header', Values: ['*.red.localhost'] }],
      [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_302', Host: 'blue.localhost', Path: '/at/#{path}' } }],
    );
    t.match((await get('/x?y=1%20', 'A.red.localhost:80')).headers, {
      location: `http://blue.localhost:${PORT}/at/x?y=1%20`,
    });
    t.match((await get('/x', 'a.red.localhost')).headers, { location: `http://blue.localhost:${PORT}/at/x` });
    const header = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-canary', Values: ['yes*', '1'] } };
    await addRule(40, [header, ...path('/')], fixed('200', 'canary'));
    t.equal((await get('/', undefined, { 'X-Canary': 'Yes, please' })).body, 'canary');
    t.equal((await get('/', undefined, { 'X-Canary': 'no' })).body, String(one.port));
    const report = (await load).stdout;
    t.notMatch(report, /Socket errors|Non-2xx/, 'not one request was lost in all of these reloads');
  });

  await t.test('what is no longer so is not answered on a connection from before', async (t) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.teardown(() => agent.destroy());
    t.equal((await get('/abcd', undefined, {}, agent)).status, 404);
    await addRule(
      1,
      [{ Field: 'path-pattern', Values: ['/abcd'] }],
      [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'new' } }],
    );
    // Closed without an answer, which tells a client to ask again on a new connection.
    await t.rejects(get('/abcd', undefined, {}, agent), { code: 'ECONNRESET' });
    t.equal((await get('/abcd', undefined, {}, agent)).body, 'new');
  });

  await t.test('a port that is taken is refused, and the listener is not there', async (t) => {
    const stranger = createServer().listen(PORT + 1, '127.0.0.1');
    t.teardown(() => stranger.close());
    const { LoadBalancers } = await opened.call('DescribeLoadBalancers', {});
    const LoadBalancerArn = LoadBalancers[0].LoadBalancerArn;
    const listenerOn = (Port: number) =>
      opened.call('CreateListener', {
        LoadBalancerArn,
        Port,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroup }],
      });
    await t.rejects(listenerOn(PORT + 1), { code: 'InvalidConfigurationRequest', message: /is taken/ });
    await t.rejects(listenerOn(PORT), { code: 'DuplicateListener' });
    t.equal((await opened.call('DescribeListeners', { LoadBalancerArn })).Listeners.length, 1);
  });

  await t.test('a target drains until its last request is answered, and is then gone at once', async (t) => {
    await opened.call('RegisterTargets', targets(two.port));
    await until((states) => states[two.port] === 'healthy');
    const slow = [get('/slow'), get('/slow')];
    await sleep(200);
    const started = performance.now();
    await opened.call('DeregisterTargets', targets(one.port));
    t.equal((await targetsOf(opened, targetGroup))[one.port], 'draining');
    await until((states) => states[one.port] === undefined);
    const took = performance.now() - started;
    t.ok(took > 900 && took < 2_200, `gone after ${Math.round(took)} ms`);
    t.strictSame(
      (await Promise.all(slow)).map(({ status }) => status),
      [200, 200],
    );
    t.equal((await get('/')).body, String(two.port));
  });

  await t.test('a WebSocket lives, and is cut when the deregistration delay is over', async (t) => {
    const attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '1' }];
    await opened.call('ModifyTargetGroupAttributes', { TargetGroupArn: targetGroup, Attributes: attributes });
    const key = Buffer.alloc(16).toString('base64');
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': key,
      'sec-websocket-version': '13',
    };
    const socket = await new Promise<import('node:stream').Duplex>((resolve, reject) => {
      request({ port: PORT, agent: false, headers })
        .on('upgrade', (_response, upgraded) => resolve(upgraded))
        .on('error', reject)
        .end();
    });
    const said = new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
    socket.write('hello');
    t.equal(await said, 'hello');
    await opened.call('RegisterTargets', targets(one.port));
    await until((states) => states[one.port] === 'healthy');
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const started = performance.now();
    await opened.call('DeregisterTargets', targets(two.port));
    await ended;
    t.ok(performance.now() - started > 900);
    await until((states) => states[two.port] === undefined);
  });

  await t.test('a restart of the service drops nothing, and everything is as it was', async (t) => {
    const load = run(['wrk', '-t1', '-c8', '-d3s', `http://127.0.0.1:${PORT}/`], { timeout: 60_000 });
    await sleep(300);
    await opened.close();
    await sleep(300);
    opened = openBalancing(RACK, home);
    await opened.service.start();
    t.equal((await targetsOf(opened, targetGroup))[one.port], 'healthy');
    await opened.call('RegisterTargets', targets(two.port));
    await until((states) => states[two.port] === 'healthy');
    await opened.call('DeregisterTargets', targets(one.port));
    await until((states) => states[one.port] === undefined);
    t.notMatch((await load).stdout, /Socket errors|Non-2xx/);
    t.equal((await get('/')).body, String(two.port));
  });

  await t.test('a stopped proxy is started again, and its targets are looked at anew', async (t) => {
    await opened.close();
    await new Docker().getContainer(`rack-${RACK}-router`).kill();
    opened = openBalancing(RACK, home);
    await opened.service.start();
    await until((states) => states[two.port] === 'healthy');
    t.equal(
      await poll(async () => ((await get('/')).body === String(two.port) ? 'served' : undefined), PACE),
      'served',
    );
  });

  await t.test('a target that is gone is unhealthy and says why; alone in its group it answers 503', async (t) => {
    two.process.kill();
    await until((states) => states[two.port] === 'unhealthy');
    const { TargetHealthDescriptions } = await opened.call('DescribeTargetHealth', { TargetGroupArn: targetGroup });
    t.match(TargetHealthDescriptions, [{ TargetHealth: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks' } }]);
    t.equal((await get('/')).status, 503);
  });
});
