import type { TypeCoverage } from '../../coverage/coverage.ts';
import { handlers } from './table.ts';

const KEPT_ATTRIBUTES = 'those that a template no longer sets keep their last value.';
const NETWORK = 'As the calls of EC2: it carries nothing.';

/** How far each type of resource goes. What its service does with it is told among the calls of the service. */
export const typeCoverage: TypeCoverage = {
  served: Object.keys(handlers),
  partial: {
    'AWS::ElasticLoadBalancingV2::LoadBalancer': { LoadBalancerAttributes: KEPT_ATTRIBUTES },
    'AWS::ElasticLoadBalancingV2::TargetGroup': { TargetGroupAttributes: KEPT_ATTRIBUTES },
    'AWS::EFS::FileSystem': {
      FileSystemPolicy: 'refused.',
      ReplicationConfiguration: 'refused.',
    },
    'AWS::IAM::ManagedPolicy': { Groups: 'put on roles only.', Users: 'put on roles only.' },
    'AWS::IAM::Policy': { Groups: 'put on roles only.', Users: 'put on roles only.' },
    'AWS::Kinesis::Stream': { ShardCount: 'cannot be changed: streams keep the shards that they were made with.' },
    'AWS::S3::Bucket': {
      '*': 'Takes name, tags, encryption, public access block and lifecycle, of which the latter three are kept without effect: nothing expires. Everything else is refused.',
    },
  },
  inert: {
    'AWS::AutoScaling::AutoScalingGroup': {
      '*': 'An `UpdatePolicy` is only checked, as no instance is ever replaced. Launch configurations, load balancers, hooks, metrics and notifications are refused.',
    },
    'AWS::EC2::EIP': NETWORK,
    'AWS::EC2::InternetGateway': NETWORK,
    'AWS::EC2::LaunchTemplate': 'No instance is launched.',
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
    'AWS::ECS::CapacityProvider': 'Nothing is scaled.',
    'AWS::ECS::ClusterCapacityProviderAssociations': 'Nothing is scaled.',
    'AWS::EFS::MountTarget': 'Containers of this machine do not go through it.',
    'AWS::IAM::InstanceProfile': 'No instance is launched with it.',
    'AWS::Logs::LogGroup': 'There are no log streams.',
  },
  refused: unserved(),
};

// Private

/** Types that may stand in a template behind a condition that does not hold. */
function unserved(): Record<string, string> {
  const known = Object.entries(handlers).flatMap(([type, { unserved: reason }]) => (reason ? [[type, reason]] : []));
  return Object.fromEntries(
    known.map(([type, reason]) => [type, `May stand behind a condition that does not hold: ${reason}`]),
  );
}
