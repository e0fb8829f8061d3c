import type { Shape } from '../cloud.ts';
import type { Story } from '../story.ts';
import { att, logs, own, policy, ref, resource, role, template, trust } from '../templates.ts';

const zone = (index: number) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] });

/** A network of two subnets. */
const network = (more: Shape = {}) => ({
  Vpc: resource('EC2::VPC', { CidrBlock: '10.7.0.0/16', EnableDnsHostnames: true }),
  Gateway: resource('EC2::InternetGateway'),
  Attachment: resource('EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }),
  Routes: resource('EC2::RouteTable', { VpcId: ref('Vpc') }),
  Route: resource(
    'EC2::Route',
    { RouteTableId: ref('Routes'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') },
    { DependsOn: 'Attachment' },
  ),
  ...Object.assign({}, ...[0, 1].map((index) => subnet(index))),
  ...more,
});

const subnet = (index: number) => ({
  [`Subnet${index}`]: resource('EC2::Subnet', {
    VpcId: ref('Vpc'),
    CidrBlock: `10.7.${index}.0/24`,
    AvailabilityZone: zone(index),
    MapPublicIpOnLaunch: true,
  }),
  [`Association${index}`]: resource('EC2::SubnetRouteTableAssociation', {
    RouteTableId: ref('Routes'),
    SubnetId: ref(`Subnet${index}`),
  }),
});

const group = (ports: number[], more: Shape = {}) =>
  resource('EC2::SecurityGroup', {
    GroupDescription: 'doors',
    VpcId: ref('Vpc'),
    SecurityGroupIngress: ports.map((port) => ({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      CidrIp: '0.0.0.0/0',
    })),
    ...more,
  });

const wide = (ports: number[], nat: boolean) =>
  template(
    network({
      Group: group(ports),
      Rule: resource('EC2::SecurityGroupIngress', {
        GroupId: ref('Group'),
        IpProtocol: 'tcp',
        FromPort: 5432,
        ToPort: 5432,
        SourceSecurityGroupId: ref('Group'),
      }),
      Endpoint: resource('EC2::VPCEndpoint', {
        VpcId: ref('Vpc'),
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.s3' },
        RouteTableIds: [ref('Routes')],
      }),
      ...(nat && {
        Address: resource('EC2::EIP', { Domain: 'vpc' }),
        Nat: resource('EC2::NatGateway', { AllocationId: att('Address', 'AllocationId'), SubnetId: ref('Subnet0') }),
      }),
    }),
  );

const identity = (n: number, bad = false) =>
  template({
    Role: role({
      Description: `d${n}`,
      ManagedPolicyArns: [ref('Managed')],
      Policies: [{ PolicyName: `own${n}`, PolicyDocument: policy('s3:GetObject') }],
    }),
    Managed: resource('IAM::ManagedPolicy', { PolicyDocument: policy(`s3:Get${n}`) }),
    Inline: resource('IAM::Policy', {
      PolicyName: 'inline',
      Roles: [ref('Role')],
      PolicyDocument: policy(`logs:Put${n}`),
    }),
    Profile: resource('IAM::InstanceProfile', { Roles: [ref('Role')] }),
    ...(bad && {
      Bad: resource(
        'IAM::Policy',
        { PolicyName: 'bad', Roles: [ref('Role'), 'nobody-has-this-role'], PolicyDocument: policy('s3:*') },
        { DependsOn: ['Inline', 'Profile'] },
      ),
    }),
  });

const lifecycle = (countNumber: number) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber },
        action: { type: 'expire' },
      },
    ],
  });

const storage = (n: number) =>
  template(
    network({
      Files: resource('EFS::FileSystem', {
        FileSystemTags: [{ Key: 'n', Value: `${n}` }],
        LifecyclePolicies: n > 1 ? [{ TransitionToIA: 'AFTER_30_DAYS' }] : [],
      }),
      Target: resource('EFS::MountTarget', {
        FileSystemId: ref('Files'),
        SubnetId: ref('Subnet0'),
        SecurityGroups: [ref('Group')],
      }),
      Point: resource('EFS::AccessPoint', {
        FileSystemId: ref('Files'),
        RootDirectory: { Path: `/p${n}`, CreationInfo: { OwnerUid: '7', OwnerGid: '7', Permissions: '0750' } },
      }),
      Group: group([2049]),
      Repository: resource('ECR::Repository', { LifecyclePolicy: { LifecyclePolicyText: lifecycle(n) } }),
      Stream: resource('Kinesis::Stream', {
        StreamModeDetails: { StreamMode: 'ON_DEMAND' },
        ...(n > 1 && { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } }),
      }),
    }),
  );

const capacity = (most: number) =>
  template(
    network({
      Template: resource('EC2::LaunchTemplate', {
        LaunchTemplateData: { ImageId: 'ami-12345678', InstanceType: most > 1 ? 't3.large' : 't3.small' },
      }),
      Instances: resource('AutoScaling::AutoScalingGroup', {
        MinSize: '0',
        MaxSize: String(most),
        VPCZoneIdentifier: [ref('Subnet0'), ref('Subnet1')],
        LaunchTemplate: { LaunchTemplateId: ref('Template'), Version: att('Template', 'LatestVersionNumber') },
      }),
      Cluster: resource('ECS::Cluster'),
      Provider: resource('ECS::CapacityProvider', {
        AutoScalingGroupProvider: {
          AutoScalingGroupArn: att('Instances', 'AutoScalingGroupARN'),
          ManagedScaling: { Status: 'ENABLED', TargetCapacity: 100 - most },
        },
      }),
      Providers: resource('ECS::ClusterCapacityProviderAssociations', {
        Cluster: ref('Cluster'),
        CapacityProviders: [ref('Provider')],
        DefaultCapacityProviderStrategy: [{ CapacityProvider: ref('Provider'), Weight: 1 }],
      }),
    }),
  );

/** A balancer whose rules lead to a group that is replaced when its port is another. */
const balancer = (n: number, rules: string[]) =>
  template(
    network({
      Doors: group([80]),
      Balancer: resource('ElasticLoadBalancingV2::LoadBalancer', {
        Subnets: [ref('Subnet0'), ref('Subnet1')],
        SecurityGroups: [ref('Doors')],
        LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: String(60 * n) }],
      }),
      Targets: resource('ElasticLoadBalancingV2::TargetGroup', {
        VpcId: ref('Vpc'),
        Port: 8000 + n,
        Protocol: 'HTTP',
        TargetType: 'ip',
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '1' }],
      }),
      Listener: resource('ElasticLoadBalancingV2::Listener', {
        LoadBalancerArn: ref('Balancer'),
        // A port of this machine, which hands them out from 32768 on.
        Port: ref('Port'),
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      }),
      ...Object.assign({}, ...rules.map(rule)),
    }),
    { Parameters: { Port: { Type: 'Number' } } },
  );

/** Each host has a priority of its own: what goes away does so after what comes. */
const PRIORITIES: Record<string, number> = { one: 1, two: 2, three: 3 };

const rule = (host: string) => ({
  [`Rule${host}`]: resource('ElasticLoadBalancingV2::ListenerRule', {
    ListenerArn: ref('Listener'),
    Priority: PRIORITIES[host],
    Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [`${host}.example`] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
  }),
});

const listening = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: 'Port', ParameterValue }] });

const acting = (prefix: string) =>
  template({
    Role: role({
      RoleName: `${prefix}-actor`,
      AssumeRolePolicyDocument: trust('cloudformation.amazonaws.com'),
      Policies: [{ PolicyName: 'logs', PolicyDocument: policy('logs:*') }],
    }),
  });

export const building: Story[] = [
  {
    name: 'network',
    about: 'a network is made, changed and taken away',
    async tell(teller) {
      await teller.made('a', wide([80], false));
      await teller.changed('a', wide([80, 443], true));
      await teller.changed('a', wide([443], false));
    },
  },
  {
    name: 'identity',
    about: 'roles and policies are changed, and go back when a policy cannot be put on a role',
    async tell(teller) {
      await teller.made('a', identity(1));
      await teller.update('a', identity(2, true));
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
      await teller.changed('a', identity(3));
    },
  },
  {
    name: 'storage',
    about: 'file systems, repositories and streams are made and changed',
    async tell(teller) {
      await teller.made('a', storage(1));
      await teller.changed('a', storage(3));
      await teller.changed('a', storage(1));
    },
  },
  {
    name: 'capacity',
    about: 'the capacity of a cluster is made and changed',
    async tell(teller) {
      await teller.made('a', capacity(1));
      await teller.changed('a', capacity(3));
    },
  },
  {
    name: 'balancer',
    about: 'a balancer gets and loses rules, and its target group is replaced',
    async tell(teller) {
      const port = listening(await teller.freePort());
      await teller.made('a', balancer(1, ['one']), port);
      await teller.changed('a', balancer(2, ['two', 'three']), port);
      await teller.changed('a', balancer(3, ['three']), port);
    },
  },
  {
    name: 'actor',
    about: 'a stack acts as its role, and fails where that may not',
    async tell(teller) {
      await teller.made('r', acting(teller.prefix));
      const RoleARN = `arn:aws:iam::000000000000:role/${teller.prefix}-actor`;
      await teller.made('a', template({ Logs: logs(3) }), { RoleARN });
      await teller.update('a', template({ Logs: logs(5), Role: role({}, { DependsOn: 'Logs' }) }));
      await teller.rests('a', 'UPDATE_ROLLBACK_COMPLETE');
      await teller.changed('a', template({ Logs: logs(7, { LogGroupName: own('new') }) }));
    },
  },
];
