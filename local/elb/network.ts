import { AwsError, type Input } from '../endpoint/service.ts';
import type { Balancing } from './balancing.ts';
import { invalidConfiguration, validationError } from './errors.ts';
import { list } from './input.ts';
import type { BalancerType } from './kinds.ts';
import type { LoadBalancer } from './model.ts';

/** Where in the network around a rack a load balancer stands. */
export type Network = Pick<LoadBalancer, 'vpcId' | 'zones'>;

/** The network of the subnets that a request names: one in each of their zones, all in one VPC. */
export async function networkIn(balancing: Balancing, input: Input, type: BalancerType): Promise<Network> {
  const subnets = await subnetsOf(balancing, subnetIdsIn(input));
  const zones = new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone));
  const least = LEAST_ZONES[type];
  if (subnets.length < least.zones) throw validationError(least.sentence);
  if (zones.size < subnets.length) {
    throw invalidConfiguration('A load balancer cannot be attached to multiple subnets in the same Availability Zone');
  }
  const vpcId = subnets[0]?.VpcId ?? '';
  if (subnets.some(({ VpcId }) => VpcId !== vpcId)) {
    throw invalidConfiguration('All subnets must belong to the same VPC');
  }
  return { vpcId, zones: subnets.map(({ SubnetId, AvailabilityZone: ZoneName }) => ({ ZoneName, SubnetId })) };
}

/** Refuses a load balancer for the internet in a VPC that has no way there. */
export async function refuseWithoutInternet({ callAws }: Balancing, vpcId: string): Promise<void> {
  const Filters = [{ Name: 'attachment.vpc-id', Values: [vpcId] }];
  const { InternetGateways } = await callAws('ec2', 'DescribeInternetGateways', { Filters });
  if (InternetGateways.length === 0) throw new AwsError('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
}

/** The security groups that a request names, all of them in the load balancer's VPC. */
export async function securityGroupsIn({ callAws }: Balancing, input: Input, vpcId: string): Promise<string[]> {
  const GroupIds = list(input.SecurityGroups).map(String);
  if (GroupIds.length === 0) return [];
  const answer = await callAws('ec2', 'DescribeSecurityGroups', { GroupIds }).catch(() => undefined);
  const found: { VpcId: string }[] = answer?.SecurityGroups ?? [];
  if (found.length === GroupIds.length && found.every(({ VpcId }) => VpcId === vpcId)) return GroupIds;
  throw new AwsError('InvalidSecurityGroup', 'One or more security groups are invalid');
}

// Private

const LEAST_ZONES: Record<BalancerType, { zones: number; sentence: string }> = {
  application: { zones: 2, sentence: 'At least two subnets in two different Availability Zones must be specified' },
  network: { zones: 1, sentence: 'At least one subnet must be specified' },
};

interface Subnet {
  SubnetId: string;
  VpcId: string;
  AvailabilityZone: string;
}

function subnetIdsIn(input: Input): string[] {
  const subnets = list(input.Subnets).map(String);
  const mappings = list<Input>(input.SubnetMappings).map(({ SubnetId }) => String(SubnetId));
  if (subnets.length > 0 && mappings.length > 0) {
    throw validationError('Subnets and subnet mappings cannot be specified at the same time');
  }
  return [...subnets, ...mappings];
}

async function subnetsOf({ callAws }: Balancing, SubnetIds: string[]): Promise<Subnet[]> {
  if (SubnetIds.length === 0) return [];
  const answer = await callAws('ec2', 'DescribeSubnets', { SubnetIds }).catch((error) => {
    if (error.code !== 'InvalidSubnetID.NotFound') throw error;
    throw new AwsError('SubnetNotFound', error.message);
  });
  return answer.Subnets;
}
