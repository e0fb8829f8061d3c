import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { connect, createServer as createHttp2Server, createSecureServer, type Http2Server } from 'node:http2';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { selfSigned } from './certificate.ts';
import { openBalancing, sweep, targetsOf } from './fixture.ts';

const RACK = 't-elb-application';
const PORT = 19_011;
const SECURE = PORT + 1;
const PACE = { pace: { first: 5, factor: 1.2, most: 100 } };

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port: PORT, path, agent: false, headers: { host: 'app.localhost', ...headers } },
      (answer) => {
        let body = '';
        answer.on('data', (chunk) => {
          body += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      },
    )
      .on('error', reject)
      .end();
  });
}

t.test('an application load balancer', async (t) => {
  await sweep(RACK);
  const opened = openBalancing(RACK);
  const { call, callAcm, home } = opened;
  const issued = await selfSigned(['app.localhost']);
  const secret = { key: issued.PrivateKey, cert: issued.Certificate };
  const servers = { a: await listen(answering('a')), b: await listen(answering('b')) };
  const grpc = await listen(speakingGrpc(createHttp2Server()));
  const others: (Server | Http2Server)[] = [];
  t.teardown(async () => {
    for (const server of [...Object.values(servers), grpc, ...others]) server.close();
    await opened.close();
    await sweep(RACK, home);
  });
  await opened.service.start();
  const { CertificateArn } = await callAcm('ImportCertificate', issued);
  const { LoadBalancers } = await call('CreateLoadBalancer', { Name: 'web', Subnets: ['subnet-a', 'subnet-b'] });
  const { LoadBalancerArn } = LoadBalancers[0];
  const balancer = (Key: string, Value: string) =>
    call('ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes: [{ Key, Value }] });
  const group = async (Name: string, more: object = {}): Promise<string> => {
    const times = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 };
    const made = await call('CreateTargetGroup', {
      Name,
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'ip',
      ...times,
      ...more,
    });
    return made.TargetGroups[0].TargetGroupArn;
  };
  const attributes = (TargetGroupArn: string, values: Record<string, string>) =>
    call('ModifyTargetGroupAttributes', {
      TargetGroupArn,
      Attributes: Object.entries(values).map(([Key, Value]) => ({ Key, Value })),
    });
  const serve = async (TargetGroupArn: string, ...some: (Server | Http2Server)[]) => {
    const Targets = some.map((server) => ({ Id: '127.0.0.1', Port: portOf(server) }));
    await call('RegisterTargets', { TargetGroupArn, Targets });
    const healthy = async () => {
      const states = await targetsOf(opened, TargetGroupArn);
      return some.every((server) => states[portOf(server)] === 'healthy') || undefined;
    };
    await poll(healthy, PACE);
  };
  const [one, two] = [await group('one'), await group('two')];
  const fixed = (StatusCode: string, MessageBody = '') => [
    { Type: 'fixed-response', FixedResponseConfig: { StatusCode, MessageBody } },
  ];
  const { Listeners } = await call('CreateListener', {
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: PORT,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: one }],
  });
  const { ListenerArn } = Listeners[0];
  let priority = 0;
  const rule = async (Conditions: object[], Actions: object[], place = ListenerArn): Promise<string> =>
    (await call('CreateRule', { ListenerArn: place, Priority: ++priority, Conditions, Actions })).Rules[0].RuleArn;
  await serve(one, servers.a);
  await poll(async () => (await get('/')).status === 200 || undefined, PACE);

  await t.test('tells targets who asked, and by which trace', async (t) => {
    const told = async (headers = {}) => JSON.parse((await get('/', headers)).body).headers;
    t.match(await told(), {
      host: `app.localhost:${PORT}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-amzn-trace-id': /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/,
    });
    const Root = 'Root=1-67891233-abcdef012345678912345678';
    const followed = await told({ 'x-forwarded-for': '10.0.0.1', 'x-amzn-trace-id': `Self=1-old;${Root}` });
    t.equal(followed['x-forwarded-for'], '10.0.0.1, 127.0.0.1');
    t.match(followed['x-amzn-trace-id'], new RegExp(`^Self=1-[0-9a-f]{8}-[0-9a-f]{24};${Root}$`));
    await balancer('routing.http.xff_client_port.enabled', 'true');
    t.match((await told())['x-forwarded-for'], /^127\.0\.0\.1:\d+$/);
    await balancer('routing.http.xff_header_processing.mode', 'preserve');
    t.equal((await told({ 'x-forwarded-for': '10.0.0.1' }))['x-forwarded-for'], '10.0.0.1');
    await balancer('routing.http.xff_header_processing.mode', 'remove');
    t.equal((await told({ 'x-forwarded-for': '10.0.0.1' }))['x-forwarded-for'], undefined);
    await balancer('routing.http.preserve_host_header.enabled', 'true');
    t.equal((await told()).host, 'app.localhost');
  });

  await t.test('answers by itself with its own name, and with the fields it was told', async (t) => {
    const gone = await rule([{ Field: 'path-pattern', Values: ['/gone'] }], fixed('410', 'gone'));
    t.match((await get('/gone')).headers, {
      server: 'awselb/2.0',
      date: /GMT$/,
      'content-type': 'text/plain; charset=utf-8',
    });
    t.equal((await get('/')).headers.server, 'target');
    const Attributes = [
      { Key: 'routing.http.response.server.enabled', Value: 'false' },
      { Key: 'routing.http.response.x_frame_options.header_value', Value: 'DENY' },
    ];
    await call('ModifyListenerAttributes', { ListenerArn, Attributes });
    for (const path of ['/', '/gone']) {
      const { headers } = await get(path);
      t.match(headers, { server: undefined, 'x-frame-options': 'DENY' });
    }
    await t.rejects(
      call('ModifyListenerAttributes', { ListenerArn, Attributes: [{ Key: 'tcp.idle_timeout.seconds', Value: '60' }] }),
      { code: 'InvalidConfigurationRequest' },
    );
    await call('DeleteRule', { RuleArn: gone });
  });

  await t.test('looks at queries, and at regular expressions', async (t) => {
    const pairs = (...Values: object[]) => [{ Field: 'query-string', QueryStringConfig: { Values } }];
    const rules = [
      await rule(pairs({ Key: 'version', Value: 'v?' }), fixed('201')),
      await rule(pairs({ Value: '*exa\\*mple*' }), fixed('202')),
      await rule([{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/(red|blue)/\\d+$'] } }], fixed('203')),
      await rule(
        [{ Field: 'host-header', HostHeaderConfig: { RegexValues: ['^[a-z]+-\\d\\.localhost$'] } }],
        fixed('204'),
      ),
    ];
    const status = async (path: string, host = 'app.localhost') => (await get(path, { host })).status;
    t.equal(await status('/?a=b&VERSION=v1'), 201, 'in whatever case');
    t.equal(await status('/?myversion=v1'), 200, 'the whole key is meant');
    t.equal(await status('/?version=v12'), 200);
    t.equal(await status('/?a=1&any=an-exa*mple!&b'), 202);
    t.equal(await status('/?any=an-example'), 200, 'an escaped star is a star');
    t.equal(await status('/red/12'), 203);
    t.equal(await status('/red/12x'), 200);
    t.equal(await status('/', 'App-7.localhost:80'), 204);
    for (const RuleArn of rules) await call('DeleteRule', { RuleArn });
  });

  await t.test('divides requests among target groups by their weights, and keeps clients to theirs', async (t) => {
    await call('RegisterTargets', { TargetGroupArn: two, Targets: [{ Id: '127.0.0.1', Port: portOf(servers.b) }] });
    const TargetGroups = [
      { TargetGroupArn: one, Weight: 1 },
      { TargetGroupArn: two, Weight: 3 },
    ];
    const Actions = (TargetGroupStickinessConfig?: object) => [
      { Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } },
    ];
    const RuleArn = await rule([{ Field: 'path-pattern', Values: ['/weighted'] }], Actions());
    await poll(async () => (await names('/weighted', 20)).has('b') || undefined, PACE);
    const counts = await names('/weighted', 400);
    const share = (counts.get('b') ?? 0) / 400;
    t.ok(share > 0.6 && share < 0.9, `${share} of the requests`);
    await call('ModifyRule', { RuleArn, Actions: Actions({ Enabled: true, DurationSeconds: 60 }) });
    const { Rules } = await call('DescribeRules', { RuleArns: [RuleArn] });
    t.match(Rules[0].Actions[0].ForwardConfig, { TargetGroups, TargetGroupStickinessConfig: { DurationSeconds: 60 } });
    t.equal(Rules[0].Actions[0].TargetGroupArn, undefined, 'there is not one');
    const first = await get('/weighted');
    const cookies = first.headers['set-cookie'] ?? [];
    t.match(cookies, [/^AWSALBTG=[^;]+; Expires=.* GMT; Path=\/$/, /^AWSALBTGCORS=.*; Path=\/; SameSite=None$/]);
    const cookie = cookieOf(first);
    t.strictSame([...(await names('/weighted', 30, { cookie })).keys()], [JSON.parse(first.body).name]);
    await call('DeleteRule', { RuleArn });
  });

  await t.test('keeps a client with its target as long as that is there', async (t) => {
    await serve(one, servers.a, servers.b);
    await attributes(one, { 'stickiness.enabled': 'true', 'stickiness.lb_cookie.duration_seconds': '600' });
    await poll(async () => (await names('/', 20)).size === 2 || undefined, PACE);
    const first = await get('/');
    t.match(first.headers['set-cookie'], [
      /^AWSALB=[^;]+; Expires=.* GMT; Path=\/$/,
      /^AWSALBCORS=[^;]+; Expires=.* GMT; Path=\/; SameSite=None$/,
    ]);
    const { name } = JSON.parse(first.body);
    const cookie = cookieOf(first);
    t.strictSame([...(await names('/', 20, { cookie })).keys()], [name]);
    t.match((await get('/', { cookie })).headers['set-cookie'], [/^AWSALB=/, /^AWSALBCORS=/], 'and says so every time');
    t.strictSame([...(await names('/', 20, { cookie: cookie.replace('AWSALB', 'AWSALBCORS') })).keys()], [name]);
    const mine = name === 'a' ? servers.a : servers.b;
    await call('DeregisterTargets', { TargetGroupArn: one, Targets: [{ Id: '127.0.0.1', Port: portOf(mine) }] });
    const next = await poll(async () => {
      const answer = await get('/', { cookie });
      return JSON.parse(answer.body).name === name ? undefined : answer;
    }, PACE);
    t.equal(next.status, 200, 'somebody else answers');
    await serve(one, mine);
  });

  await t.test('keeps a client with its target from when the application says so', async (t) => {
    await t.rejects(attributes(one, { 'stickiness.type': 'app_cookie' }), { code: 'ValidationError' });
    await attributes(one, { 'stickiness.type': 'app_cookie', 'stickiness.app_cookie.cookie_name': 'session' });
    await poll(async () => (await names('/', 20)).size === 2 || undefined, PACE);
    t.equal((await get('/')).headers['set-cookie'], undefined);
    const login = await get('/login');
    t.match(login.headers['set-cookie'], [/^session=/, /^AWSALBAPP-0=[^;]+; Expires=.* GMT; Path=\/$/]);
    const { name } = JSON.parse(login.body);
    const [session, own] = (login.headers['set-cookie'] ?? []).map((field) => field.split(';')[0]);
    t.strictSame([...(await names('/', 20, { cookie: `${session}; ${own}` })).keys()], [name]);
    t.equal((await names('/', 40, { cookie: `${own}` })).size, 2, 'not without the cookie of the application');
    await attributes(one, { 'stickiness.enabled': 'false' });
  });

  await t.test('ends a connection that is older than clients may keep one', async (t) => {
    await balancer('client_keep_alive.seconds', '60');
    t.equal((await get('/')).status, 200);
    await t.rejects(balancer('client_keep_alive.seconds', '59'), { code: 'ValidationError' });
  });

  await t.test('puts gRPC through to its targets, whole calls with their trailers', async (t) => {
    const calls = await group('calls', { ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0,12' } });
    await t.rejects(rule([{ Field: 'path-pattern', Values: ['/*'] }], [{ Type: 'forward', TargetGroupArn: calls }]), {
      message: /Listener protocol 'HTTP' is not supported with a target group with the protocol-version 'GRPC'/,
    });
    await call('CreateListener', {
      LoadBalancerArn,
      Protocol: 'HTTPS',
      Port: SECURE,
      Certificates: [{ CertificateArn }],
      DefaultActions: [{ Type: 'forward', TargetGroupArn: calls }],
    });
    await serve(calls, grpc);
    const answer = await poll(async () => {
      const one = await callGrpc(SECURE, '/echo.Echo/Say', 'hello');
      return one.status === 503 ? undefined : one;
    }, PACE);
    t.match(answer, { status: 200, grpcStatus: '0', grpcMessage: 'done', body: 'hello' });
    t.equal((await callGrpc(SECURE, '/echo.Echo/Say', 'hello', 'GET')).status, 464);
  });

  await t.test('asks targets over TLS, whatever certificate they show', async (t) => {
    const secured = await group('secured', { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS' });
    const newer = await group('newer', { Protocol: 'HTTPS', ProtocolVersion: 'HTTP2', HealthCheckProtocol: 'HTTPS' });
    const RuleArn = await rule(
      [{ Field: 'path-pattern', Values: ['/secured'] }],
      [{ Type: 'forward', TargetGroupArn: secured }],
    );
    others.push(await listen(createSecure(secret, answer('tls'))));
    others.push(await listen(createSecureServer(secret, (_, response) => void response.end('h2'))));
    await serve(secured, others[0] as Server);
    await poll(async () => (await get('/secured')).status === 200 || undefined, PACE);
    t.equal(JSON.parse((await get('/secured')).body).name, 'tls');
    const { Listeners: all } = await call('DescribeListeners', { LoadBalancerArn });
    await rule(
      [{ Field: 'path-pattern', Values: ['/newer'] }],
      [{ Type: 'forward', TargetGroupArn: newer }],
      all[1].ListenerArn,
    );
    await serve(newer, others[1] as Server);
    const asked = await poll(async () => {
      const one = await callGrpc(SECURE, '/newer', '');
      return one.status === 503 ? undefined : one;
    }, PACE);
    t.match(asked, { status: 200, body: 'h2' });
    await call('DeleteRule', { RuleArn });
  });

  /** How many of some requests each target answered. */
  async function names(path: string, times: number, headers = {}): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (let at = 0; at < times; at++) {
      const { status, body } = await get(path, headers);
      const name = status === 200 ? JSON.parse(body).name : String(status);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  }
});

// Private

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

async function listen<S extends Server | Http2Server>(server: S): Promise<S> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

type Answering = Parameters<typeof createServer>[1];

const answering = (name: string) => createServer(answer(name) as Answering);

/** Answers with its name and what it was told; at `/login` it gives a session. */
function answer(name: string): NonNullable<Answering> {
  return (asked, response) => {
    response.setHeader('server', 'target');
    if (asked.url === '/login') response.setHeader('set-cookie', 'session=1; Path=/');
    response.end(JSON.stringify({ name, headers: asked.headers }));
  };
}

/** Says what it hears, as gRPC does: the status comes in trailers. */
function speakingGrpc(server: Http2Server): Http2Server {
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': 'done' }));
    stream.pipe(stream);
  });
  return server;
}

const cookieOf = ({ headers }: Answer) => (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';

async function callGrpc(port: number, path: string, body: string, method = 'POST') {
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  const found = { status: 0, grpcStatus: '', grpcMessage: '', body: '' };
  const headers = { ':method': method, ':path': path, ':authority': 'app.localhost', te: 'trailers' };
  const stream = session.request(method === 'GET' ? headers : { ...headers, 'content-type': 'application/grpc' });
  stream.on('response', ({ ':status': status }) => {
    found.status = status ?? 0;
  });
  stream.on('trailers', (trailers) => {
    found.grpcStatus = String(trailers['grpc-status']);
    found.grpcMessage = String(trailers['grpc-message']);
  });
  stream.on('data', (chunk) => {
    found.body += chunk;
  });
  stream.end(method === 'GET' ? undefined : body);
  await once(stream, 'close');
  session.close();
  return found;
}
