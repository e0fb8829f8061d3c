import { SERVER } from '../../integration/local/ecs/rack.ts';
import type { Shape } from '../cloud.ts';
import type { Story } from '../story.ts';
import { att, own, ref, resource, template } from '../templates.ts';

const IMAGE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const BREAKER = { DeploymentCircuitBreaker: { Enable: true, Rollback: true } };

/** A task of one container: a small web server, or whatever command is given. */
const task = (text: string, Command: string[] = ['perl', '-e', SERVER], more: Shape = {}, beside: Shape = {}) =>
  resource('ECS::TaskDefinition', {
    Family: own('web'),
    ContainerDefinitions: [
      {
        Name: 'web',
        Image: IMAGE,
        Memory: 32,
        Command,
        Environment: [{ Name: 'TEXT', Value: text }],
        PortMappings: [{ ContainerPort: 8000 }],
        StopTimeout: 2,
        LinuxParameters: { InitProcessEnabled: true },
        ...more,
      },
    ],
    ...beside,
  });

const service = (DesiredCount: number, more: Shape = {}, beside: Shape = {}) =>
  resource(
    'ECS::Service',
    {
      ServiceName: own('web'),
      Cluster: ref('Cluster'),
      TaskDefinition: ref('Task'),
      DesiredCount,
      DeploymentConfiguration: BREAKER,
      ...more,
    },
    beside,
  );

const running = (count: number, definition: Shape) =>
  template(
    { Cluster: resource('ECS::Cluster'), Task: definition, Service: service(count) },
    { Outputs: { Service: { Value: att('Service', 'Name') } } },
  );

const CRASH = ['sh', '-c', 'exit 3'];

/** A service behind a listener. */
const served = (text: string, command?: string[]) =>
  template(
    {
      Cluster: resource('ECS::Cluster'),
      Vpc: resource('EC2::VPC', { CidrBlock: '10.9.0.0/16' }),
      ...Object.assign({}, ...[0, 1].map(subnet)),
      Balancer: resource('ElasticLoadBalancingV2::LoadBalancer', {
        Scheme: 'internal',
        Subnets: [ref('Subnet0'), ref('Subnet1')],
      }),
      Targets: resource('ElasticLoadBalancingV2::TargetGroup', {
        VpcId: ref('Vpc'),
        Port: 8000,
        Protocol: 'HTTP',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        HealthyThresholdCount: 2,
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '1' }],
      }),
      Listener: resource('ElasticLoadBalancingV2::Listener', {
        LoadBalancerArn: ref('Balancer'),
        Port: ref('Port'),
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
      }),
      Task: task(text, command),
      Service: service(
        1,
        { LoadBalancers: [{ TargetGroupArn: ref('Targets'), ContainerName: 'web', ContainerPort: 8000 }] },
        { DependsOn: 'Listener' },
      ),
    },
    { Parameters: { Port: { Type: 'Number' } } },
  );

const subnet = (index: number) => ({
  [`Subnet${index}`]: resource('EC2::Subnet', {
    VpcId: ref('Vpc'),
    CidrBlock: `10.9.${index}.0/24`,
    AvailabilityZone: { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] },
  }),
});

/** One task that never has another beside it, with a directory that outlives it. */
const lasting = (text: string) =>
  template({
    Cluster: resource('ECS::Cluster'),
    Vpc: resource('EC2::VPC', { CidrBlock: '10.8.0.0/16' }),
    Subnet: resource('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.8.0.0/24' }),
    Files: resource('EFS::FileSystem'),
    Target: resource('EFS::MountTarget', {
      FileSystemId: ref('Files'),
      SubnetId: ref('Subnet'),
      SecurityGroups: [att('Vpc', 'DefaultSecurityGroup')],
    }),
    Task: task(
      text,
      ['sh', '-c', `echo ${text} >> /data/log; exec sleep 1000`],
      { MountPoints: [{ SourceVolume: 'data', ContainerPath: '/data' }] },
      { Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: ref('Files') } }] },
    ),
    Service: service(
      1,
      { DeploymentConfiguration: { ...BREAKER, MinimumHealthyPercent: 0, MaximumPercent: 100 } },
      { DependsOn: 'Target' },
    ),
  });

export const runningStories: Story[] = [
  {
    name: 'service',
    about: 'a service is made, scaled and updated, and goes back from what crashes',
    async tell(teller) {
      await teller.made('a', running(2, task('one')));
      await teller.changed('a', running(1, task('two')));
      await teller.update('a', running(1, task('bad', CRASH)));
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
    },
  },
  {
    name: 'crashing',
    about: 'a stack whose tasks crash from the first is rolled back',
    async tell(teller) {
      await teller.create('a', running(1, task('bad', CRASH)));
      await teller.rests('a', 'ROLLBACK_COMPLETE');
    },
  },
  {
    name: 'web',
    about: 'a service behind a balancer is updated, and goes back from what crashes',
    async tell(teller) {
      const Parameters = [{ ParameterKey: 'Port', ParameterValue: await teller.freePort() }];
      await teller.made('a', served('one'), { Parameters });
      await teller.changed('a', served('two'), { Parameters });
      await teller.update('a', served('bad', CRASH), { Parameters });
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
      await teller.answers(Parameters[0]?.ParameterValue as string, 'two');
    },
  },
  {
    name: 'lasting',
    about: 'a service that must be alone is replaced, with its files',
    async tell(teller) {
      await teller.made('a', lasting('one'));
      await teller.changed('a', lasting('two'));
    },
  },
];
