import type { CallAws, Input } from '../../endpoint/service.ts';

/** One thing of the account that a parameter can name. */
export interface Asset {
  id: string;
  /** What EC2 tells of it. */
  shown: Input;
}

/** What there is of each of AWS's own parameter types; a type that is not in it is not compared. */
export type Inventory = Readonly<Record<string, readonly Asset[]>>;

/** How EC2 lists what a parameter type names: the call, its list and the member that is the value. */
const LISTED: Readonly<Record<string, [operation: string, list: string, id: string]>> = {
  'AWS::EC2::AvailabilityZone::Name': ['DescribeAvailabilityZones', 'AvailabilityZones', 'ZoneName'],
  'AWS::EC2::SecurityGroup::GroupName': ['DescribeSecurityGroups', 'SecurityGroups', 'GroupName'],
  'AWS::EC2::SecurityGroup::Id': ['DescribeSecurityGroups', 'SecurityGroups', 'GroupId'],
  'AWS::EC2::Subnet::Id': ['DescribeSubnets', 'Subnets', 'SubnetId'],
  'AWS::EC2::VPC::Id': ['DescribeVpcs', 'Vpcs', 'VpcId'],
};

/** Types of which there is nothing on this machine. */
const NONE = [
  'AWS::EC2::Instance::Id',
  'AWS::EC2::KeyPair::KeyName',
  'AWS::EC2::Volume::Id',
  'AWS::Route53::HostedZone::Id',
];

/** Looks what there is of these types. */
export async function inventoryOf(types: Iterable<string>, callAws: CallAws): Promise<Inventory> {
  const inventory: Record<string, Asset[]> = {};
  for (const type of types) {
    const listed = LISTED[type];
    if (NONE.includes(type)) inventory[type] = [];
    if (listed) inventory[type] = await assets(listed, callAws);
  }
  return inventory;
}

/** The value of an attribute that a rule asks for: `VpcId`, or `Tags.` and a key. */
export function attributeOf({ shown }: Asset, attribute: string): string | undefined {
  const key = /^Tags\.(.+)$/s.exec(attribute)?.[1];
  if (key === undefined) return shown[attribute];
  return (shown.Tags ?? []).find((tag: Input) => tag.Key === key)?.Value;
}

// Private

async function assets([operation, list, id]: [string, string, string], callAws: CallAws): Promise<Asset[]> {
  const answer = await callAws('ec2', operation, {});
  const shown: Input[] = answer[list];
  const groups =
    operation === 'DescribeVpcs' ? (await callAws('ec2', 'DescribeSecurityGroups', {})).SecurityGroups : [];
  return shown.map((one) => ({ id: one[id], shown: { ...one, DefaultSecurityGroup: defaultGroup(one, groups) } }));
}

function defaultGroup({ VpcId }: Input, groups: Input[]): string | undefined {
  return groups.find((group) => group.VpcId === VpcId && group.GroupName === 'default')?.GroupId;
}
