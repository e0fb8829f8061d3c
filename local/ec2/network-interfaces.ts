import type { Config } from '../config.ts';
import { AwsError, type Operation } from '../endpoint/service.ts';
import { select } from './filters.ts';
import { type Network, type NetworkInterface, newId, type Subnet } from './resources.ts';
import { tagsFor } from './tags.ts';

/** The first addresses of a subnet and its last are not given away: network, router, name server, one kept, broadcast. */
const RESERVED = 4;

/** What a new interface is told; without groups it gets its VPC's default group. */
export type InterfaceSettings = Pick<NetworkInterface, 'InterfaceType' | 'SubnetId' | 'Description' | 'Tags'> & {
  Groups?: string[] | undefined;
  PrivateIpAddress?: string | undefined;
};

/** Records an interface with an address of the subnet. Throws when a group is not there or no address is free. */
export function addInterface(network: Network, settings: InterfaceSettings): NetworkInterface {
  const subnet = network.subnets.get(settings.SubnetId);
  const { VpcId, AvailabilityZone } = subnet;
  const Groups = settings.Groups?.length ? settings.Groups : [defaultGroup(network, VpcId)];
  for (const id of Groups) if (network.securityGroups.get(id).VpcId !== VpcId) throw differentNetworks();
  const PrivateIpAddress = freeAddress(network, subnet, settings.PrivateIpAddress);
  const NetworkInterfaceId = newId('eni');
  const made = { ...settings, NetworkInterfaceId, VpcId, AvailabilityZone, Groups, PrivateIpAddress };
  return network.interfaces.put(NetworkInterfaceId, made);
}

/** The group that guards what is in a VPC and names none. */
export function defaultGroup({ securityGroups }: Network, vpc: string): string {
  const group = securityGroups.list().find(({ VpcId, GroupName }) => VpcId === vpc && GroupName === 'default');
  return group?.GroupId ?? '';
}

/** The operations on network interfaces. They have no effect here but to hold subnets and groups. */
export function networkInterfaceOperations(network: Network, config: Config): Record<string, Operation> {
  const { interfaces, securityGroups } = network;
  return {
    CreateNetworkInterface(input) {
      const made = addInterface(network, {
        InterfaceType: 'interface',
        SubnetId: input.SubnetId,
        Description: input.Description ?? '',
        Groups: input.SecurityGroupIds ?? input.Groups,
        PrivateIpAddress: input.PrivateIpAddress,
        Tags: tagsFor(input, 'network-interface'),
      });
      return { NetworkInterface: describe(made) };
    },
    DescribeNetworkInterfaces(input) {
      const ids = input.NetworkInterfaceIds;
      for (const id of ids ?? []) interfaces.get(id);
      return { NetworkInterfaces: select(interfaces.list().map(describe), ids, 'NetworkInterfaceId', input) };
    },
    ModifyNetworkInterfaceAttribute(input) {
      const Groups: string[] | undefined = input.SecurityGroupIds ?? input.Groups;
      const { NetworkInterfaceId, VpcId } = interfaces.get(input.NetworkInterfaceId);
      for (const id of Groups ?? []) if (securityGroups.get(id).VpcId !== VpcId) throw differentNetworks();
      if (Groups) interfaces.change(NetworkInterfaceId, { Groups });
      return undefined;
    },
    DeleteNetworkInterface({ NetworkInterfaceId: id }) {
      if (interfaces.get(id).InterfaceType !== 'interface') throw inUse(id);
      interfaces.remove(id);
      return undefined;
    },
  };

  function describe({ Groups, Tags, ...made }: NetworkInterface) {
    return {
      ...made,
      Groups: Groups.map((GroupId) => ({ GroupId, GroupName: securityGroups.get(GroupId).GroupName })),
      OwnerId: config.account,
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: made.PrivateIpAddress }],
      SourceDestCheck: true,
      Status: made.InterfaceType === 'interface' ? 'available' : 'in-use',
      TagSet: Tags,
    };
  }
}

// Private

function freeAddress({ interfaces }: Network, { SubnetId, CidrBlock }: Subnet, wanted: string | undefined): string {
  const used = new Set(interfaces.list().flatMap((each) => (each.SubnetId === SubnetId ? each.PrivateIpAddress : [])));
  const [first, count] = range(CidrBlock);
  if (wanted !== undefined) return checkAddress(wanted, used, toNumber(wanted) - first, count);
  for (let index = RESERVED; index < count - 1; index += 1) {
    const address = toText(first + index);
    if (!used.has(address)) return address;
  }
  const message = 'The specified subnet does not have enough free addresses to satisfy the request.';
  throw new AwsError('InsufficientFreeAddressesInSubnet', message);
}

function checkAddress(address: string, used: Set<string>, index: number, count: number): string {
  if (used.has(address)) throw new AwsError('InvalidIPAddress.InUse', `Address ${address} is in use.`);
  if (index >= RESERVED && index < count - 1) return address;
  throw new AwsError('InvalidParameterValue', "Address does not fall within the subnet's address range");
}

/** The first address of a block as a number, and how many there are. */
function range(block: string): [first: number, count: number] {
  const [address = '', bits] = block.split('/');
  return [toNumber(address), 2 ** (32 - Number(bits))];
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function differentNetworks(): AwsError {
  return new AwsError('InvalidParameter', 'You have specified two resources that belong to different networks.');
}

function inUse(id: string): AwsError {
  return new AwsError('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
}
