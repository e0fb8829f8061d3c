import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { type RunResult, run } from '../../../../lib/run.ts';
import { EndpointProcess } from '../endpoint/endpoint-process.ts';
import { selfSigned } from './certificate.ts';

/** What a client of the aws command line has in its environment. */
type Cloud = Record<string, string>;

t.test('the aws command line sees network load balancers here as it does elsewhere', async (t) => {
  const endpoint = await EndpointProcess.start();
  t.teardown(() => endpoint.clean());
  const local = cloudAt(endpoint.client.endpoint);
  const moto = await startMoto();
  t.teardown(() => void moto.process.kill());

  const [ours, theirs] = await Promise.all([tour(local, await freePort()), tour(moto.cloud, 2222)]);

  t.test('the same members, of the same kinds', async (t) => {
    for (const [name, answer] of Object.entries(theirs)) {
      const here = [...shape(ours[name]), ...ONLY_MOTO];
      t.same(
        shape(answer).filter((path) => !here.includes(path)),
        [],
        name,
      );
    }
  });

  t.test('the same words', async (t) => {
    const words = { Type: 'network', Scheme: 'internet-facing', IpAddressType: 'ipv4' };
    for (const answers of [ours, theirs]) {
      t.match(answers.balancer, { LoadBalancers: [{ ...words, State: { Code: /active|provisioning/ } }] });
      t.match(answers.listener, { Listeners: [{ Protocol: 'TCP', DefaultActions: [{ Type: 'forward' }] }] });
      t.match(answers.group, { TargetGroups: [{ Protocol: 'TCP', HealthCheckProtocol: 'TCP', Port: 22 }] });
      t.match(answers.health, { TargetHealthDescriptions: [] });
    }
    // moto calls every load balancer an application's in its ARN.
    t.match(ours.balancer.LoadBalancers[0].LoadBalancerArn, /:loadbalancer\/net\/git\/\w+$/);
    t.match(ours.listener.Listeners[0].ListenerArn, /:listener\/net\/git\/\w+\/\w+$/);
    const { Limits } = ours.limits;
    t.strictSame(
      Limits.find(({ Name }: { Name: string }) => Name === 'rules-per-application-load-balancer'),
      {
        Name: 'rules-per-application-load-balancer',
        Max: '100',
      },
    );
  });

  t.test('the same refusals', async (t) => {
    const at = async (cloud: Cloud, answers: Answers, more: string[]): Promise<string> => {
      const { LoadBalancerArn } = answers.balancer.LoadBalancers[0];
      const { TargetGroupArn } = answers.group.TargetGroups[0];
      const actions = ['--default-actions', `Type=forward,TargetGroupArn=${TargetGroupArn}`];
      return refusal(cloud, ['create-listener', '--load-balancer-arn', LoadBalancerArn, ...actions, ...more]);
    };
    for (const [cloud, answers] of [[local, ours] as const, [moto.cloud, theirs] as const]) {
      t.match(
        await at(cloud, answers, ['--protocol', 'HTTP', '--port', '80']),
        /\(ValidationError\).*Listener protocol 'HTTP' must be one of '.*TCP.*'/,
      );
      t.match(await at(cloud, answers, ['--port', '80']), /\(ValidationError\).*A listener protocol must be specified/);
      t.match(
        await refusal(cloud, [
          'modify-target-group-attributes',
          '--target-group-arn',
          answers.group.TargetGroups[0].TargetGroupArn,
          '--attributes',
          'Key=stickiness.type,Value=lb_cookie',
        ]),
        /\(InvalidConfigurationRequest\).*Stickiness type 'lb_cookie' is not supported for target groups with the TCP protocol/,
      );
      t.match(
        await refusal(cloud, createGroup(answers.vpc, 'short', ['--health-check-interval-seconds', '5'])),
        /\(ValidationError\).*Health check timeout '10' must be smaller than or equal to the interval '5'/,
      );
    }
  });

  t.test('what moto does not refuse, AWS does', async (t) => {
    const { LoadBalancerArn } = ours.balancer.LoadBalancers[0];
    const { ListenerArn } = ours.listener.Listeners[0];
    const { TargetGroupArn } = ours.group.TargetGroups[0];
    const forward = `Type=forward,TargetGroupArn=${TargetGroupArn}`;
    const listen = (balancer: string, protocol: string, action: string) =>
      refusal(local, [
        'create-listener',
        ...['--load-balancer-arn', balancer, '--port', '8888', '--protocol', protocol, '--default-actions', action],
      ]);
    t.match(
      await refusal(local, [
        'create-rule',
        ...['--listener-arn', ListenerArn, '--priority', '1', '--actions', forward],
        ...['--conditions', 'Field=host-header,Values=a.b'],
      ]),
      /\(InvalidConfigurationRequest\).*Rules are unsupported for Network Load Balancer listeners/,
    );
    const web = await aws(local, createGroup(ours.vpc, 'web', [], 'HTTP'));
    const toWeb = `Type=forward,TargetGroupArn=${web.TargetGroups[0].TargetGroupArn}`;
    t.match(await listen(LoadBalancerArn, 'TCP', toWeb), /\(IncompatibleProtocols\).*protocols: 'TCP' and 'HTTP'/);
    t.match(await listen(LoadBalancerArn, 'TCP', FIXED), /\(InvalidLoadBalancerAction\)/);
    t.match(
      await listen(LoadBalancerArn, 'TLS', forward),
      /\(ValidationError\).*A certificate must be specified for TLS listeners/,
    );
    const application = ['create-load-balancer', '--name', 'web', '--subnets', ...ours.subnets];
    const { LoadBalancers } = await aws(local, application);
    const web1: string = LoadBalancers[0].LoadBalancerArn;
    t.match(await listen(web1, 'TCP', forward), /\(ValidationError\).*'TCP' must be one of 'HTTP, HTTPS'/);
    t.match(await listen(web1, 'HTTP', forward), /\(IncompatibleProtocols\).*protocols: 'HTTP' and 'TCP'/);
    t.match(
      await listen(web1, 'HTTPS', FIXED),
      /\(ValidationError\).*A certificate must be specified for HTTPS listeners/,
    );
    const second = ['create-load-balancer', '--name', 'git2', '--type', 'network', '--subnets', ours.subnets[0]!];
    const git2: string = (await aws(local, second)).LoadBalancers[0].LoadBalancerArn;
    t.match(await listen(git2, 'TCP', forward), /\(TargetGroupAssociationLimit\).*more than one load balancer/);
    const attribute = (balancer: string, key: string) =>
      refusal(local, [
        'modify-load-balancer-attributes',
        ...['--load-balancer-arn', balancer, '--attributes', `Key=${key},Value=1`],
      ]);
    t.match(
      await attribute(git2, 'idle_timeout.timeout_seconds'),
      /\(InvalidConfigurationRequest\).*key 'idle_timeout.timeout_seconds' is not supported on load balancers with type 'network'/,
    );
    t.match(await attribute(git2, 'no.such'), /\(ValidationError\).*key 'no.such' is not recognized/);
    t.match(
      await refusal(local, [
        'set-security-groups',
        '--load-balancer-arn',
        git2,
        '--security-groups',
        ours.securityGroup,
      ]),
      /\(InvalidConfigurationRequest\).*which was created without any security groups/,
    );
  });

  t.test('certificates and security policies, here as elsewhere', async (t) => {
    const issued = await selfSigned(['app.localhost'], 'rsa:2048');
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const blob = (name: string, content: Buffer) => {
      writeFileSync(join(folder, name), content);
      return `fileb://${join(folder, name)}`;
    };
    const files = [
      '--certificate',
      blob('certificate', issued.Certificate),
      '--private-key',
      blob('key', issued.PrivateKey),
    ];
    const policy = 'ELBSecurityPolicy-TLS13-1-2-2021-06';
    const tourOf = async (cloud: Cloud) => {
      const { CertificateArn } = await aws(cloud, ['import-certificate', ...files], 'acm');
      const [described, listed, policies] = await Promise.all([
        aws(cloud, ['describe-certificate', '--certificate-arn', CertificateArn], 'acm'),
        aws(cloud, ['list-certificates'], 'acm'),
        aws(cloud, ['describe-ssl-policies', '--names', policy]),
      ]);
      return { arn: CertificateArn as string, described, listed, policies };
    };
    const [here, there] = await Promise.all([tourOf(local), tourOf(moto.cloud)]);
    for (const { described, listed } of [here, there]) {
      const words = {
        DomainName: 'app.localhost',
        SubjectAlternativeNames: ['app.localhost'],
        Status: 'ISSUED',
        Type: 'IMPORTED',
      };
      t.match(described.Certificate, { ...words, SignatureAlgorithm: 'SHA256WITHRSA', InUseBy: [] });
      t.match(listed.CertificateSummaryList, [{ DomainName: 'app.localhost' }]);
    }
    const names = (answer: Answer) => answer.SslPolicies[0].Ciphers.map(({ Name }: { Name: string }) => Name);
    t.strictSame(names(here.policies), names(there.policies));
    t.strictSame(here.policies.SslPolicies[0].SslProtocols.sort(), there.policies.SslPolicies[0].SslProtocols.sort());
    for (const [cloud, { arn }] of [[local, here] as const, [moto.cloud, there] as const]) {
      const unknown = [
        'acm',
        'describe-certificate',
        '--certificate-arn',
        arn.replace(/[0-9a-f]{12}$/, '000000000000'),
      ];
      t.match((await call(cloud, unknown, [252, 253, 254, 255])).stderr, /\(ResourceNotFoundException\)/);
    }
    const application = ['create-load-balancer', '--name', 'secured', '--subnets', ...ours.subnets];
    const { LoadBalancers } = await aws(local, application);
    const listen = ['create-listener', '--load-balancer-arn', LoadBalancers[0].LoadBalancerArn, '--protocol', 'HTTPS'];
    const rest = ['--port', String(await freePort()), '--default-actions', FIXED];
    const made = await aws(local, [...listen, ...rest, '--certificates', `CertificateArn=${here.arn}`]);
    t.match(made.Listeners, [{ Certificates: [{ CertificateArn: here.arn }], SslPolicy: 'ELBSecurityPolicy-2016-08' }]);
    const inUse = await call(local, ['acm', 'delete-certificate', '--certificate-arn', here.arn], [252, 253, 254, 255]);
    t.match(inUse.stderr, /\(ResourceInUseException\)/);
  });

  t.test('the network around a load balancer is looked at', async (t) => {
    const create = (...more: string[]) => refusal(local, ['create-load-balancer', '--name', 'x', ...more]);
    t.match(await create('--subnets', 'subnet-none'), /\(SubnetNotFound\)/);
    t.match(await create('--subnets', ours.subnets[0]!), /\(ValidationError\).*At least two subnets/);
    t.match(
      await create('--subnets', ours.subnets[0]!, '--type', 'network', '--security-groups', 'sg-none'),
      /\(InvalidSecurityGroup\)/,
    );
    const { Vpc } = await aws(local, ['create-vpc', '--cidr-block', '10.1.0.0/16'], 'ec2');
    const lonely = await subnetIn(local, Vpc.VpcId, '10.1.0.0/24', 'us-east-1a');
    t.match(
      await create('--subnets', lonely, '--type', 'network'),
      new RegExp(`\\(InvalidSubnet\\).*VPC ${Vpc.VpcId} has no internet gateway`),
    );
  });
});

// Private

// biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
type Answer = any;
type Answers = { vpc: string; subnets: string[]; securityGroup: string } & Record<string, Answer>;

const FIXED = 'Type=fixed-response,FixedResponseConfig={StatusCode=404}';

/** What moto answers for a TCP listener and AWS does not. */
const ONLY_MOTO = ['.Listeners.0.SslPolicy: string'];

/** Makes a network, and a network load balancer in it; all answers by name. */
async function tour(cloud: Cloud, port: number): Promise<Answers> {
  const ec2 = (...command: string[]) => aws(cloud, command, 'ec2');
  const vpc: string = (await ec2('create-vpc', '--cidr-block', '10.0.0.0/16')).Vpc.VpcId;
  const gateway: string = (await ec2('create-internet-gateway')).InternetGateway.InternetGatewayId;
  await ec2('attach-internet-gateway', '--internet-gateway-id', gateway, '--vpc-id', vpc);
  const subnets = [
    await subnetIn(cloud, vpc, '10.0.0.0/24', 'us-east-1a'),
    await subnetIn(cloud, vpc, '10.0.1.0/24', 'us-east-1b'),
  ];
  const group = ['create-security-group', '--group-name', 'git', '--description', 'git', '--vpc-id', vpc];
  const securityGroup: string = (await ec2(...group)).GroupId;
  const balancer = await aws(cloud, [
    'create-load-balancer',
    ...['--name', 'git', '--type', 'network', '--scheme', 'internet-facing'],
    ...['--subnets', ...subnets, '--security-groups', securityGroup],
  ]);
  const { LoadBalancerArn } = balancer.LoadBalancers[0];
  const made = await aws(cloud, createGroup(vpc, 'git', []));
  const { TargetGroupArn } = made.TargetGroups[0];
  const balancerArn = ['--load-balancer-arn', LoadBalancerArn];
  const groupArn = ['--target-group-arn', TargetGroupArn];
  const listener = await aws(cloud, [
    'create-listener',
    ...balancerArn,
    ...['--protocol', 'TCP', '--port', String(port)],
    ...['--default-actions', `Type=forward,TargetGroupArn=${TargetGroupArn}`],
  ]);
  const cross = 'Key=load_balancing.cross_zone.enabled,Value=true';
  return {
    vpc,
    subnets,
    securityGroup,
    balancer,
    listener,
    group: made,
    attributes: await aws(cloud, ['modify-load-balancer-attributes', ...balancerArn, '--attributes', cross]),
    listeners: await aws(cloud, ['describe-listeners', ...balancerArn]),
    groups: await aws(cloud, ['describe-target-groups', ...balancerArn]),
    health: await aws(cloud, ['describe-target-health', ...groupArn]),
    limits: await aws(cloud, ['describe-account-limits']),
  };
}

const createGroup = (vpc: string, name: string, more: string[], protocol = 'TCP') => [
  'create-target-group',
  ...['--name', name, '--protocol', protocol, '--port', '22', '--vpc-id', vpc, ...more],
];

async function subnetIn(cloud: Cloud, vpc: string, cidr: string, zone: string): Promise<string> {
  const place = ['--vpc-id', vpc, '--cidr-block', cidr, '--availability-zone', zone];
  return (await aws(cloud, ['create-subnet', ...place], 'ec2')).Subnet.SubnetId;
}

async function aws(cloud: Cloud, command: string[], service = 'elbv2'): Promise<Answer> {
  const { stdout } = await call(cloud, [service, ...command], [0]);
  return stdout === '' ? {} : JSON.parse(stdout);
}

/** What a call that is refused says. */
const refusal = async (cloud: Cloud, command: string[]): Promise<string> =>
  (await call(cloud, ['elbv2', ...command], [252, 253, 254, 255])).stderr.trim();

const call = (env: Cloud, command: string[], ok: number[]): Promise<RunResult> =>
  run(['aws', '--output', 'json', ...command], { env, ok, timeout: 60_000 });

/** The paths of all members of an answer, with the kinds of their values. */
function shape(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : shape(value[0], `${path}.0`);
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([name, member]) => shape(member, `${path}.${name}`));
}

function cloudAt(endpoint: string): Cloud {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' };
  return { ...keys, AWS_DEFAULT_REGION: 'us-east-1', AWS_ENDPOINT_URL: endpoint, AWS_MAX_ATTEMPTS: '1', AWS_PAGER: '' };
}

async function startMoto() {
  const port = await freePort();
  const process = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  await poll(async () => (await fetch(`${endpoint}/moto-api/`).catch(() => undefined))?.ok || undefined);
  return { process, cloud: cloudAt(endpoint) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
