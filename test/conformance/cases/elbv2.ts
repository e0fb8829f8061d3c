import { freePort } from '../../integration/local/endpoint/endpoint-process.ts';
import { call, refused, type Scenario } from '../scenario.ts';

/** The listener of local/ is really there. */
const PORT = await freePort();

const BALANCER = { LoadBalancerArn: '{{balancer.LoadBalancers.0.LoadBalancerArn}}' };
const GROUP = { TargetGroupArn: '{{group.TargetGroups.0.TargetGroupArn}}' };
const LISTENER = { ListenerArn: '{{listener.Listeners.0.ListenerArn}}' };
const RULE = { RuleArn: '{{rule.Rules.0.RuleArn}}' };
const VPC = { VpcId: '{{vpc.Vpc.VpcId}}' };
const SUBNETS = ['{{first.Subnet.SubnetId}}', '{{second.Subnet.SubnetId}}'];
const NOWHERE = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const NO_BALANCER = { LoadBalancerArn: `${NOWHERE}:loadbalancer/app/none/0123456789abcdef` };
const NO_GROUP = { TargetGroupArn: `${NOWHERE}:targetgroup/none/0123456789abcdef` };
const NO_LISTENER = { ListenerArn: `${NOWHERE}:listener/app/none/0123456789abcdef/0123456789abcdef` };
const NO_RULE = { RuleArn: `${NOWHERE}:listener-rule/app/none/0123456789abcdef/0123456789abcdef/0123456789abcdef` };
const FORWARD = [{ Type: 'forward', ...GROUP }];
const NOT_FOUND = [
  { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'no' } },
];
const HOST = [{ Field: 'host-header', Values: ['app.example.com'] }];
const WEB = { Name: 'web', Protocol: 'HTTP', Port: 3000, TargetType: 'ip', ...VPC };

export const elbv2: Scenario = {
  service: 'elbv2',
  cases: [
    call('CreateVpc: for the balancer', { CidrBlock: '10.9.0.0/16' }, { service: 'ec2', as: 'vpc' }),
    call('CreateInternetGateway: for the balancer', {}, { service: 'ec2', as: 'gateway' }),
    call(
      'AttachInternetGateway: to the network',
      { InternetGatewayId: '{{gateway.InternetGateway.InternetGatewayId}}', ...VPC },
      { service: 'ec2' },
    ),
    call(
      'CreateSubnet: in a zone',
      { ...VPC, CidrBlock: '10.9.0.0/24', AvailabilityZone: 'us-east-1a' },
      { service: 'ec2', as: 'first' },
    ),
    call(
      'CreateSubnet: in another zone',
      { ...VPC, CidrBlock: '10.9.1.0/24', AvailabilityZone: 'us-east-1b' },
      { service: 'ec2', as: 'second' },
    ),
    call(
      'CreateSecurityGroup: for the balancer',
      { GroupName: 'lb', Description: 'lb', ...VPC },
      { service: 'ec2', as: 'sg' },
    ),
    refused('LoadBalancerNotFound', 'DescribeLoadBalancers: none of the name', { Names: ['rack'] }),
    call(
      'CreateLoadBalancer: in two zones',
      { Name: 'rack', Subnets: SUBNETS, SecurityGroups: ['{{sg.GroupId}}'], Tags: [{ Key: 'rack', Value: 'one' }] },
      { as: 'balancer' },
    ),
    refused(
      'DuplicateLoadBalancerName',
      'CreateLoadBalancer: a name with other settings',
      { Name: 'rack', Subnets: SUBNETS, Scheme: 'internal' },
      { alone: 'CreateLoadBalancer, Errors: DuplicateLoadBalancerName. moto makes it anew.' },
    ),
    refused('ValidationError', 'CreateLoadBalancer: in one zone', {
      Name: 'narrow',
      Subnets: ['{{first.Subnet.SubnetId}}'],
    }),
    refused('SubnetNotFound', 'CreateLoadBalancer: no such subnet', {
      Name: 'lost',
      Subnets: ['subnet-00000000000000000', 'subnet-00000000000000001'],
    }),
    refused('ValidationError', 'CreateLoadBalancer: too long a name', { Name: 'x'.repeat(33), Subnets: SUBNETS }),
    call('wait load_balancer_available: the balancer', { Names: ['rack'] }),
    call('DescribeLoadBalancers: by name', { Names: ['rack'] }),
    call('DescribeLoadBalancerAttributes: the usual', BALANCER),
    call('ModifyLoadBalancerAttributes: idle for two minutes', {
      ...BALANCER,
      Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '120' }],
    }),
    refused('ValidationError', 'ModifyLoadBalancerAttributes: an attribute that is none', {
      ...BALANCER,
      Attributes: [{ Key: 'colour', Value: 'blue' }],
    }),
    call('CreateTargetGroup: for addresses', WEB, { as: 'group' }),
    refused('DuplicateTargetGroupName', 'CreateTargetGroup: a name with other settings', { ...WEB, Port: 4000 }),
    refused('ValidationError', 'CreateTargetGroup: a bad name', { ...WEB, Name: '-web-' }),
    refused('ValidationError', 'CreateTargetGroup: a protocol that is none', {
      ...WEB,
      Name: 'odd',
      Protocol: 'GOPHER',
    }),
    call('DescribeTargetGroups: by name', { Names: ['web'] }),
    refused('TargetGroupNotFound', 'DescribeTargetGroups: none of the name', { Names: ['none'] }),
    call('DescribeTargetGroupAttributes: the usual', GROUP),
    call('ModifyTargetGroupAttributes: no draining', {
      ...GROUP,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '0' }],
    }),
    refused('ValidationError', 'ModifyTargetGroupAttributes: an attribute that is none', {
      ...GROUP,
      Attributes: [{ Key: 'colour', Value: 'blue' }],
    }),
    call('ModifyTargetGroup: another path', { ...GROUP, HealthCheckPath: '/health', HealthCheckIntervalSeconds: 10 }),
    call(
      'CreateListener: on a port',
      { ...BALANCER, Protocol: 'HTTP', Port: PORT, DefaultActions: NOT_FOUND },
      { as: 'listener' },
    ),
    refused(
      'DuplicateListener',
      'CreateListener: a port that is taken',
      { ...BALANCER, Protocol: 'HTTP', Port: PORT, DefaultActions: NOT_FOUND },
      { alone: 'CreateListener, Errors: DuplicateListener. moto makes a second one.' },
    ),
    refused('LoadBalancerNotFound', 'CreateListener: no balancer', {
      ...NO_BALANCER,
      Protocol: 'HTTP',
      Port: PORT + 1,
      DefaultActions: NOT_FOUND,
    }),
    refused('TargetGroupNotFound', 'CreateListener: no group', {
      ...BALANCER,
      Protocol: 'HTTP',
      Port: PORT + 1,
      DefaultActions: [{ Type: 'forward', ...NO_GROUP }],
    }),
    call('DescribeListeners: of the balancer', BALANCER),
    refused('ListenerNotFound', 'DescribeListeners: no listener', { ListenerArns: [NO_LISTENER.ListenerArn] }),
    call('CreateRule: a host', { ...LISTENER, Priority: 1, Conditions: HOST, Actions: FORWARD }, { as: 'rule' }),
    refused('PriorityInUse', 'CreateRule: a priority that is taken', {
      ...LISTENER,
      Priority: 1,
      Conditions: HOST,
      Actions: FORWARD,
    }),
    refused('ListenerNotFound', 'CreateRule: no listener', {
      ...NO_LISTENER,
      Priority: 2,
      Conditions: HOST,
      Actions: FORWARD,
    }),
    refused(
      'ValidationError',
      'CreateRule: a priority out of range',
      { ...LISTENER, Priority: 50001, Conditions: HOST, Actions: FORWARD },
      { alone: 'CreateRule, Priority: Valid Range. moto takes any.' },
    ),
    refused('TargetGroupNotFound', 'CreateRule: no group', {
      ...LISTENER,
      Priority: 2,
      Conditions: HOST,
      Actions: [{ Type: 'forward', ...NO_GROUP }],
    }),
    call('DescribeRules: of the listener', LISTENER, { as: 'rules' }),
    call('DescribeRules: of the listener, by boto3', LISTENER, { by: 'boto3' }),
    refused('RuleNotFound', 'DescribeRules: no rule', { RuleArns: [NO_RULE.RuleArn] }),
    call('ModifyRule: a path as well', {
      ...RULE,
      Conditions: [...HOST, { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }],
    }),
    call('SetRulePriorities: another', { RulePriorities: [{ ...RULE, Priority: 7 }] }),
    call('RegisterTargets: an address', { ...GROUP, Targets: [{ Id: '10.9.0.10', Port: 3000 }] }),
    call('DescribeTargetHealth: at first', GROUP),
    refused('TargetGroupNotFound', 'DescribeTargetHealth: no group', NO_GROUP),
    call('DeregisterTargets: the address', { ...GROUP, Targets: [{ Id: '10.9.0.10', Port: 3000 }] }),
    call('AddTags: another', { ResourceArns: [BALANCER.LoadBalancerArn], Tags: [{ Key: 'team', Value: 'blue' }] }),
    call('RemoveTags: the first', { ResourceArns: [BALANCER.LoadBalancerArn], TagKeys: ['rack'] }),
    call('DescribeTags: what is left', { ResourceArns: [BALANCER.LoadBalancerArn] }),
    refused('LoadBalancerNotFound', 'DescribeTags: no balancer', { ResourceArns: [NO_BALANCER.LoadBalancerArn] }),
    call('DescribeAccountLimits: the first', { PageSize: 1 }),
    refused('ResourceInUse', 'DeleteTargetGroup: one that a rule uses', GROUP),
    refused(
      'OperationNotPermitted',
      'DeleteRule: the default one',
      { RuleArn: '{{rules.Rules.1.RuleArn}}' },
      { alone: 'DeleteRule, Errors: OperationNotPermitted. Default rules go with their listener.' },
    ),
    call('DeleteRule: the host', RULE),
    refused('RuleNotFound', 'DeleteRule: again', RULE),
    call('DeleteListener: the one', LISTENER),
    refused('ListenerNotFound', 'DeleteListener: again', LISTENER),
    call('DeleteTargetGroup: the group', GROUP),
    call('DeleteLoadBalancer: the balancer', BALANCER),
    call('wait load_balancers_deleted: the balancer', { LoadBalancerArns: [BALANCER.LoadBalancerArn] }),
    refused('LoadBalancerNotFound', 'DescribeLoadBalancers: one that is gone', {
      LoadBalancerArns: [BALANCER.LoadBalancerArn],
    }),
  ],
};
