import type { Difference } from '../differences.ts';

export const elbv2: readonly Difference[] = [
  {
    in: ['CreateSubnet: in a zone'],
    what: ['.Subnet.AvailabilityZoneId: local "use1-az1", moto "use1-az6"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (EC2 User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['CreateSubnet: in another zone'],
    what: ['.Subnet.AvailabilityZoneId: local "use1-az2", moto "use1-az1"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (EC2 User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['CreateLoadBalancer: in two zones', 'DescribeLoadBalancers: by name'],
    what: ['.LoadBalancers[].CanonicalHostedZoneId: local "Z35SXDOTRQ7X7K", moto "Z2P70J7EXAMPLE"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (EC2 User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['CreateSubnet: in a zone', 'CreateSubnet: in another zone'],
    what: ['only local: .Subnet.EnableDns64 false'],
    right: 'local',
    source: 'EC2, Subnet: enableDns64.',
  },
  {
    in: ['CreateLoadBalancer: in two zones', 'DescribeLoadBalancers: by name'],
    what: ['only local: .LoadBalancers[].Scheme "internet-facing"'],
    right: 'local',
    source: 'CreateLoadBalancer, Scheme: internet-facing is the default.',
  },
  {
    in: ['CreateLoadBalancer: in two zones'],
    what: ['.LoadBalancers[].State.Code: local "active", moto "provisioning"'],
    right: 'both',
    source: 'LoadBalancerState: provisioning or active; here the balancer is there at once.',
  },
  {
    in: ['CreateLoadBalancer: in one zone', 'CreateLoadBalancer: too long a name'],
    what: ['local refuses (ValidationError), moto answers'],
    right: 'local',
    source: 'CreateLoadBalancer, Subnets: at least two zones; Name: at most 32 characters.',
  },
  {
    in: ['CreateLoadBalancer: no such subnet'],
    what: ['code: local SubnetNotFound, moto InvalidSubnetID.NotFound'],
    right: 'local',
    source: 'CreateLoadBalancer, Errors: SubnetNotFound.',
  },
  {
    in: ['DescribeLoadBalancerAttributes: the usual'],
    what: ['.Attributes: local 23 items, moto 4'],
    right: 'both',
    source: 'LoadBalancerAttribute, TargetGroupAttribute: each lists those that it knows; AWS answers all of the kind.',
  },
  {
    in: ['ModifyLoadBalancerAttributes: idle for two minutes'],
    what: ['.Attributes: local 23 items, moto 5'],
    right: 'both',
    source: 'LoadBalancerAttribute, TargetGroupAttribute: each lists those that it knows; AWS answers all of the kind.',
  },
  {
    in: ['ModifyLoadBalancerAttributes: an attribute that is none'],
    what: ['code: local ValidationError, moto InvalidConfigurationRequest'],
    right: 'both',
    source: 'LoadBalancerAttribute, TargetGroupAttribute: each lists those that it knows; AWS answers all of the kind.',
  },
  {
    in: ['DescribeTargetGroupAttributes: the usual'],
    what: ['.Attributes: local 14 items, moto 7'],
    right: 'both',
    source: 'LoadBalancerAttribute, TargetGroupAttribute: each lists those that it knows; AWS answers all of the kind.',
  },
  {
    in: ['ModifyTargetGroupAttributes: no draining'],
    what: ['.Attributes: local 14 items, moto 1'],
    right: 'both',
    source: 'LoadBalancerAttribute, TargetGroupAttribute: each lists those that it knows; AWS answers all of the kind.',
  },
  {
    in: ['ModifyTargetGroupAttributes: an attribute that is none'],
    what: ['local refuses (ValidationError), moto answers'],
    right: 'both',
    source: 'LoadBalancerAttribute, TargetGroupAttribute: each lists those that it knows; AWS answers all of the kind.',
  },
  {
    in: ['CreateListener: on a port', 'DescribeListeners: of the balancer'],
    what: ['only local: .Listeners[].DefaultActions[].Order 1'],
    right: 'local',
    source: 'Action: Order, which a single action has too.',
  },
  {
    in: [
      'CreateRule: a host',
      'DescribeRules: of the listener',
      'DescribeRules: of the listener, by boto3',
      'ModifyRule: a path as well',
      'SetRulePriorities: another',
    ],
    what: ['only local: .Rules[].Actions[].Order 1'],
    right: 'local',
    source: 'Action: Order, which a single action has too.',
  },
  {
    in: ['CreateListener: on a port', 'DescribeListeners: of the balancer'],
    what: ['only moto: .Listeners[].SslPolicy "ELBSecurityPolicy-2016-08"'],
    right: 'local',
    source: 'Listener: SslPolicy is of HTTPS and TLS listeners only.',
  },
  {
    in: ['CreateRule: a host', 'DescribeRules: of the listener', 'DescribeRules: of the listener, by boto3'],
    what: [
      'only local: .Rules[].Actions[].ForwardConfig {…}',
      'only local: .Rules[].Conditions[].HostHeaderConfig {…}',
    ],
    right: 'local',
    source:
      'Action: ForwardConfig; RuleCondition: HostHeaderConfig, Values. Both forms are answered, whichever was given.',
  },
  {
    in: ['ModifyRule: a path as well', 'SetRulePriorities: another'],
    what: [
      'only local: .Rules[].Actions[].ForwardConfig {…}',
      'only local: .Rules[].Conditions[].HostHeaderConfig {…}',
      'only local: .Rules[].Conditions[].Values […]',
    ],
    right: 'local',
    source:
      'Action: ForwardConfig; RuleCondition: HostHeaderConfig, Values. Both forms are answered, whichever was given.',
  },
  {
    in: ['DescribeTargetHealth: at first'],
    what: [
      '.TargetHealthDescriptions[].HealthCheckPort: local "3000", moto "traffic-port"',
      'only local: .TargetHealthDescriptions[].TargetHealth.Description "Initial health checks in progress"',
      'only local: .TargetHealthDescriptions[].TargetHealth.Reason "Elb.InitialHealthChecking"',
      '.TargetHealthDescriptions[].TargetHealth.State: local "initial", moto "healthy"',
    ],
    right: 'local',
    source:
      'TargetHealthDescription: HealthCheckPort is the port itself; TargetHealth: initial, Elb.InitialHealthChecking.',
  },
  {
    in: ['DescribeTags: no balancer'],
    what: ['local refuses (LoadBalancerNotFound), moto answers'],
    right: 'local',
    source: 'DescribeTags, Errors: LoadBalancerNotFound.',
  },
  {
    in: ['DescribeAccountLimits: the first'],
    what: [
      '.Limits: local 1 items, moto 9',
      '.Limits[].Max: local "3000", moto "20"',
      '.Limits[].Name: local "target-groups", moto "application-load-balancers"',
      'only local: .NextMarker "#opaque"',
    ],
    right: 'local',
    source: 'DescribeAccountLimits, PageSize; Quotas of Application Load Balancers: 3,000 target groups.',
  },
  {
    in: ['DeleteRule: again'],
    what: ['local refuses (RuleNotFound), moto answers'],
    right: 'local',
    source: 'DeleteRule, Errors: RuleNotFound.',
  },
  {
    in: [
      'DescribeLoadBalancers: none of the name',
      'CreateListener: no balancer',
      'DescribeLoadBalancers: one that is gone',
    ],
    what: ["message: local 'One or more load balancers not found', moto 'The specified load balancer does not exist.'"],
    right: 'local',
    source:
      "The service's own sentences: One or more <resources> not found, A target group with the same name '<name>' exists, Priority '<n>' is currently in use.",
  },
  {
    in: ['CreateTargetGroup: a name with other settings'],
    what: [
      "message: local 'A target group with the same name 'web' exists', moto 'A target group with the specified name already exists.'",
    ],
    right: 'local',
    source:
      "The service's own sentences: One or more <resources> not found, A target group with the same name '<name>' exists, Priority '<n>' is currently in use.",
  },
  {
    in: ['CreateTargetGroup: a bad name'],
    what: [
      "message: local 'The target group name '-web-' is not valid', moto '1 validation error detected: Value '-web-' at 'targetGroup.targetGroupArn.targetGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!.*--)(?!^-)(?!.*-$)^[A-Za-z0-9-]+$'",
    ],
    right: 'local',
    source:
      "The service's own sentences: One or more <resources> not found, A target group with the same name '<name>' exists, Priority '<n>' is currently in use.",
  },
  {
    in: ['CreateTargetGroup: a protocol that is none'],
    what: [
      "message: local '1 validation error detected: Value 'GOPHER' at 'protocol' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC]', moto 'Value GOPHER at 'protocol' failed to satisfy constraint: Member must satisfy enum value set: ['HTTPS', 'HTTP', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE']'",
    ],
    right: 'local',
    source:
      "The service's own sentences: One or more <resources> not found, A target group with the same name '<name>' exists, Priority '<n>' is currently in use.",
  },
  {
    in: ['CreateListener: no group', 'CreateRule: no group'],
    what: [
      "message: local 'One or more target groups not found', moto 'Target group 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/none/#id' not found'",
    ],
    right: 'local',
    source:
      "The service's own sentences: One or more <resources> not found, A target group with the same name '<name>' exists, Priority '<n>' is currently in use.",
  },
  {
    in: ['DescribeListeners: no listener', 'CreateRule: no listener', 'DeleteListener: again'],
    what: ["message: local 'One or more listeners not found', moto 'The specified listener does not exist.'"],
    right: 'local',
    source:
      "The service's own sentences: One or more <resources> not found, A target group with the same name '<name>' exists, Priority '<n>' is currently in use.",
  },
  {
    in: ['CreateRule: a priority that is taken'],
    what: ["message: local 'Priority '1' is currently in use', moto 'The specified priority is in use.'"],
    right: 'local',
    source:
      "The service's own sentences: One or more <resources> not found, A target group with the same name '<name>' exists, Priority '<n>' is currently in use.",
  },
  {
    in: ['DeleteTargetGroup: one that a rule uses'],
    what: [
      "message: local 'Target group 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/#id' is currently in use by a listener or a rule', moto 'The target group 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/#id' is currently in use by a listener or a rule'",
    ],
    right: 'local',
    source:
      "The service's own sentences: One or more <resources> not found, A target group with the same name '<name>' exists, Priority '<n>' is currently in use.",
  },
];
