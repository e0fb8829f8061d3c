import type { TypeCoverage } from '../../coverage/coverage.ts';
import { resourceTypes, writable } from '../schemas/resource-types.ts';
import type { Handler } from './handler.ts';
import { handlers } from './table.ts';

const KEPT_ATTRIBUTES = 'those that a template no longer sets keep their last value.';
const NETWORK = ['As the calls of EC2: it carries nothing.'];

/** What its properties do not tell of a type. What its service does with it is told among the calls of the service. */
export const remarks: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFormation::WaitConditionHandle': [
    'It takes no signals; `AWS::CloudFormation::WaitCondition` is not served.',
  ],
  'AWS::ElastiCache::CacheCluster': ['A property that a template no longer sets keeps its last value.'],
  'AWS::ElastiCache::ReplicationGroup': ['A property that a template no longer sets keeps its last value.'],
  'AWS::ElasticLoadBalancingV2::Listener': [`\`ListenerAttributes\`: ${KEPT_ATTRIBUTES}`],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [`\`LoadBalancerAttributes\`: ${KEPT_ATTRIBUTES}`],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [`\`TargetGroupAttributes\`: ${KEPT_ATTRIBUTES}`],
  'AWS::RDS::DBInstance': [
    'A property that a template no longer sets keeps its last value.',
    'Without a `DeletionPolicy` a snapshot stays, as on AWS.',
  ],
  'AWS::S3::Bucket': ['Encryption, public access block and lifecycle are kept without effect: nothing expires.'],
};

/** Types that have no effect on this machine, and why. */
export const inert: Readonly<Record<string, readonly string[]>> = {
  'AWS::AutoScaling::AutoScalingGroup': ['An `UpdatePolicy` is only checked, as no instance is ever replaced.'],
  'AWS::EC2::EIP': NETWORK,
  'AWS::EC2::InternetGateway': NETWORK,
  'AWS::EC2::LaunchTemplate': ['No instance is launched.'],
  'AWS::EC2::NatGateway': NETWORK,
  'AWS::EC2::Route': NETWORK,
  'AWS::EC2::RouteTable': NETWORK,
  'AWS::EC2::SecurityGroup': NETWORK,
  'AWS::EC2::SecurityGroupEgress': NETWORK,
  'AWS::EC2::SecurityGroupIngress': NETWORK,
  'AWS::EC2::Subnet': NETWORK,
  'AWS::EC2::SubnetRouteTableAssociation': NETWORK,
  'AWS::EC2::VPC': NETWORK,
  'AWS::EC2::VPCEndpoint': NETWORK,
  'AWS::EC2::VPCGatewayAttachment': NETWORK,
  'AWS::ECS::CapacityProvider': ['Nothing is scaled.'],
  'AWS::ECS::ClusterCapacityProviderAssociations': ['Nothing is scaled.'],
  'AWS::EFS::MountTarget': ['Containers of this machine do not go through it.'],
  'AWS::ElastiCache::SubnetGroup': ['Every cache is reached at one address.'],
  'AWS::IAM::InstanceProfile': ['No instance is launched with it.'],
  'AWS::RDS::DBParameterGroup': ['The servers run with parameters that fit their memory.'],
  'AWS::RDS::DBSubnetGroup': ['Every instance is reached at one address.'],
  'AWS::Logs::LogGroup': ['There are no log streams.'],
};

/** How far each type goes, by the properties that its handler serves and those that AWS has. */
export const typeCoverage: TypeCoverage = Object.fromEntries(
  Object.entries(handlers).map(([type, handler]) => [type, covered(type, handler)]),
);

// Private

function covered(type: string, handler: Handler): TypeCoverage[string] {
  if (handler.unserved !== undefined)
    return { level: 'refused', words: [`May stand behind a condition that does not hold: ${handler.unserved}`] };
  const words = [
    ...(inert[type] ?? []),
    ...(remarks[type] ?? []),
    ...withoutEffect(handler),
    ...missing(type, handler),
  ];
  if (type in inert) return { level: 'inert', words };
  return { level: words.length > 0 ? 'partial' : 'full', words };
}

function withoutEffect({ inert: properties = {} }: Handler): string[] {
  return Object.entries(properties).map(([name, why]) => `\`${name}\` has no effect. ${why}`);
}

function missing(type: string, { serves, inert: taken = {} }: Handler): string[] {
  const schema = resourceTypes[type];
  const names = schema ? writable(schema).filter((name) => !serves.includes(name) && !(name in taken)) : [];
  return names.length > 0 ? [`Refused: ${names.map((name) => `\`${name}\``).join(', ')}.`] : [];
}
