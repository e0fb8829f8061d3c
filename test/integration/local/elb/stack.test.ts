import { createServer } from 'node:net';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { clean, openMachine } from '../cloudformation/machine.ts';
import { selfSigned } from './certificate.ts';

const RACK = 't-elb-stack';
const PORT = 18_971;
const ANY_EXIT = Array.from({ length: 100 }, (_, code) => code);

t.test('a stack with a network load balancer', async (t) => {
  await clean(RACK);
  const machine = await openMachine(RACK);
  t.teardown(machine.close);
  const elb = (operation: string, input: Input) => machine.callAws('elasticloadbalancing', operation, input);
  const Banner = 'SSH-2.0-door\r\n';
  const door = createServer((socket) => socket.on('error', () => {}).end(Banner));
  t.teardown(() => door.close());
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port: target } = door.address() as { port: number };
  const bring = async (operation: string, options: Options = {}) => {
    const TemplateBody = JSON.stringify(template(target, options));
    await machine.stacks(operation, { StackName: RACK, ...(operation !== 'DeleteStack' && { TemplateBody }) });
    return await machine.rests(RACK);
  };

  await t.test('is made, and passes bytes on', async (t) => {
    const stack = await bring('CreateStack');
    t.equal(stack.StackStatus, 'CREATE_COMPLETE');
    const outputs = Object.fromEntries(stack.Outputs.map((one: Input) => [one.OutputKey, one.OutputValue]));
    t.match(outputs, {
      DnsName: /^t-elb-.*\.elb\.eu-west-1\.localhost$/,
      FullName: /^net\//,
      GroupName: /^targetgroup\//,
      Zone: 'Z26RNL4JYFTOTI',
    });
    await says(PORT, Banner);
    const { Attributes } = await elb('DescribeLoadBalancerAttributes', { LoadBalancerArn: outputs.Arn });
    t.match(
      Attributes.filter(({ Key }: Input) => Key === 'load_balancing.cross_zone.enabled'),
      [{ Value: 'true' }],
    );
  });

  await t.test('is changed where it stands', async (t) => {
    const before = (await machine.stacks('DescribeStackResources', { StackName: RACK })).StackResources;
    const stack = await bring('UpdateStack', { groups: ['One', 'Two'], subnets: ['SubnetA'], port: PORT + 1 });
    t.equal(stack.StackStatus, 'UPDATE_COMPLETE');
    const after = (await machine.stacks('DescribeStackResources', { StackName: RACK })).StackResources;
    const ids = (resources: Input[]) => resources.map((one) => one.PhysicalResourceId).sort();
    t.strictSame(ids(after), ids(before));
    const { LoadBalancers } = await elb('DescribeLoadBalancers', {});
    t.equal(LoadBalancers[0].SecurityGroups.length, 2);
    t.equal(LoadBalancers[0].AvailabilityZones.length, 1);
    await says(PORT + 1, Banner);
  });

  await t.test('gets a listener for TLS, and certificates for it', async (t) => {
    const arns = await Promise.all(
      ['one.localhost', 'two.localhost', 'three.localhost'].map(async (name) => {
        const issued = await selfSigned([name]);
        return (await machine.callAws('acm', 'ImportCertificate', issued)).CertificateArn as string;
      }),
    );
    const before = { groups: ['One', 'Two'], subnets: ['SubnetA'], port: PORT + 1 };
    const shown = async () => {
      const { StackResources } = await machine.stacks('DescribeStackResources', { StackName: RACK });
      const found = StackResources.find(({ LogicalResourceId }: Input) => LogicalResourceId === 'Secure');
      const { Certificates } = await elb('DescribeListenerCertificates', { ListenerArn: found.PhysicalResourceId });
      return Certificates.map(({ CertificateArn }: Input) => arns.indexOf(CertificateArn));
    };
    t.equal((await bring('UpdateStack', { ...before, certificates: arns.slice(0, 2) })).StackStatus, 'UPDATE_COMPLETE');
    t.strictSame(await shown(), [0, 1]);
    const [one, , three] = arns as [string, string, string];
    t.equal((await bring('UpdateStack', { ...before, certificates: [one, three] })).StackStatus, 'UPDATE_COMPLETE');
    t.strictSame(await shown(), [0, 2]);
    t.equal((await bring('UpdateStack', before)).StackStatus, 'UPDATE_COMPLETE');
    await t.resolves(machine.callAws('acm', 'DeleteCertificate', { CertificateArn: one }), 'nothing shows it any more');
  });

  await t.test('is taken back when a change is refused, with the reason of AWS', async (t) => {
    const stack = await bring('UpdateStack', { protocol: 'HTTP' });
    t.equal(stack.StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
    t.match(
      (await machine.events(RACK)).join('\n'),
      /Listener UPDATE_FAILED .*Listener protocol 'HTTP' must be one of/,
    );
    await says(PORT + 1, Banner);
  });

  await t.test('is deleted', async (t) => {
    const { StackId } = (await machine.stacks('DescribeStacks', { StackName: RACK })).Stacks[0];
    await machine.stacks('DeleteStack', { StackName: RACK });
    t.equal((await machine.rests(StackId)).StackStatus, 'DELETE_COMPLETE');
    t.same((await elb('DescribeLoadBalancers', {})).LoadBalancers, []);
    t.same((await elb('DescribeTargetGroups', {})).TargetGroups, []);
  });
});

// Private

/** Waits until a port says this: a target that was just registered gets its connections when its first check is over. */
async function says(port: number, banner: string): Promise<void> {
  const look = async () => {
    const { stdout } = await run(['curl', '-s', '--max-time', '2', `telnet://127.0.0.1:${port}`], { ok: ANY_EXIT });
    return stdout === banner || undefined;
  };
  await poll(look, { signal: AbortSignal.timeout(20_000) });
}

interface Options {
  groups?: string[];
  subnets?: string[];
  port?: number;
  protocol?: string;
  /** The default one of a listener for TLS, and another one. */
  certificates?: string[];
}

/** A network, and in it a load balancer for one target on this machine. */
function template(
  target: number,
  { groups = ['One'], subnets = ['SubnetA', 'SubnetB'], port = PORT, protocol = 'TCP', certificates = [] }: Options,
) {
  const type = (name: string) => `AWS::ElasticLoadBalancingV2::${name}`;
  const VpcId = { Ref: 'Vpc' };
  const refs = (names: string[]) => names.map((Ref) => ({ Ref }));
  const subnet = (at: number) => ({
    Type: 'AWS::EC2::Subnet',
    DependsOn: 'Attachment',
    Properties: {
      VpcId,
      CidrBlock: `10.0.${at}.0/24`,
      AvailabilityZone: { 'Fn::Select': [at, { 'Fn::GetAZs': '' }] },
    },
  });
  const securityGroup = { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId, GroupDescription: 'git' } };
  const output = (resource: string, attribute: string) => ({ Value: { 'Fn::GetAtt': [resource, attribute] } });
  return {
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Gateway: { Type: 'AWS::EC2::InternetGateway' },
      Attachment: {
        Type: 'AWS::EC2::VPCGatewayAttachment',
        Properties: { VpcId, InternetGatewayId: { Ref: 'Gateway' } },
      },
      SubnetA: subnet(0),
      SubnetB: subnet(1),
      One: securityGroup,
      Two: securityGroup,
      Balancer: {
        Type: type('LoadBalancer'),
        Properties: {
          Type: 'network',
          Scheme: 'internet-facing',
          Subnets: refs(subnets),
          SecurityGroups: refs(groups),
          LoadBalancerAttributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: true }],
        },
      },
      Targets: {
        Type: type('TargetGroup'),
        Properties: {
          VpcId,
          TargetType: 'ip',
          Protocol: 'TCP',
          Port: '22',
          HealthCheckPort: 'traffic-port',
          HealthCheckProtocol: 'TCP',
          HealthCheckIntervalSeconds: '5',
          HealthCheckTimeoutSeconds: '4',
          TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: 5 }],
          Targets: [{ Id: '127.0.0.1', Port: target }],
        },
      },
      Listener: {
        Type: type('Listener'),
        Properties: {
          LoadBalancerArn: { Ref: 'Balancer' },
          Port: String(port),
          Protocol: protocol,
          DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Targets' } }],
        },
      },
      ...(certificates.length > 0 && secure(certificates, port + 2)),
    },
    Outputs: {
      Arn: { Value: { Ref: 'Balancer' } },
      DnsName: output('Balancer', 'DNSName'),
      FullName: output('Balancer', 'LoadBalancerFullName'),
      Zone: output('Balancer', 'CanonicalHostedZoneID'),
      GroupName: output('Targets', 'TargetGroupFullName'),
    },
  };
}

/** A listener for TLS with a default certificate and another one. */
function secure([first, second]: string[], Port: number) {
  return {
    Secure: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: 'Balancer' },
        Port,
        Protocol: 'TLS',
        Certificates: [{ CertificateArn: first }],
        DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Targets' } }],
      },
    },
    More: {
      Type: 'AWS::ElasticLoadBalancingV2::ListenerCertificate',
      Properties: { ListenerArn: { Ref: 'Secure' }, Certificates: [{ CertificateArn: second }] },
    },
  };
}
