import { type Config, zoneId } from '../config.ts';
import { AwsError, type Operation } from '../endpoint/service.ts';
import { checkCidr, checkRange, overlap } from './cidr.ts';
import { select } from './filters.ts';
import { dependency, type Network, newId, type Subnet } from './resources.ts';
import { tagsFor } from './tags.ts';
import { flag } from './vpcs.ts';
import { zoneNames } from './zones.ts';

/** The operations on subnets. */
export function subnetOperations(network: Network, config: Config): Record<string, Operation> {
  const { subnets, vpcs, routeTables, interfaces } = network;
  return {
    CreateSubnet(input) {
      checkCidr('CidrBlock', input.CidrBlock);
      const { VpcId, CidrBlock: around } = vpcs.get(input.VpcId);
      checkRange('InvalidSubnet.Range', input.CidrBlock, around);
      const zones = zoneNames(config.region);
      const AvailabilityZone = input.AvailabilityZone ?? zones[0];
      if (!zones.includes(AvailabilityZone)) throw badZone(AvailabilityZone);
      if (subnets.list().some((each) => each.VpcId === VpcId && overlap(each.CidrBlock, input.CidrBlock))) {
        throw conflict(input.CidrBlock);
      }
      const SubnetId = newId('subnet');
      const { CidrBlock } = input;
      const Tags = tagsFor(input, 'subnet');
      subnets.put(SubnetId, { SubnetId, VpcId, CidrBlock, AvailabilityZone, MapPublicIpOnLaunch: false, Tags });
      return { Subnet: describe(subnets.get(SubnetId)) };
    },
    DescribeSubnets(input) {
      for (const id of input.SubnetIds ?? []) subnets.get(id);
      return { Subnets: select(subnets.list().map(describe), input.SubnetIds, 'SubnetId', input) };
    },
    ModifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch }) {
      const given = flag(MapPublicIpOnLaunch);
      if (given !== undefined) subnets.change(SubnetId, { MapPublicIpOnLaunch: given });
      return undefined;
    },
    DeleteSubnet({ SubnetId }) {
      subnets.get(SubnetId);
      if (addressesIn(SubnetId) > 0) throw dependency('subnet', SubnetId);
      subnets.remove(SubnetId);
      // As on AWS, a subnet takes its place in a route table with it.
      for (const table of routeTables.list()) {
        const Associations = table.Associations.filter((each) => each.SubnetId !== SubnetId);
        if (Associations.length < table.Associations.length) routeTables.change(table.RouteTableId, { Associations });
      }
      return undefined;
    },
  };

  function addressesIn(id: string): number {
    return interfaces.list().filter(({ SubnetId }) => SubnetId === id).length;
  }

  function describe(subnet: Subnet) {
    const bits = Number(subnet.CidrBlock.split('/')[1]);
    return {
      ...subnet,
      AvailabilityZoneId: zoneId(subnet.AvailabilityZone),
      AvailableIpAddressCount: Math.max(0, 2 ** (32 - bits) - 5 - addressesIn(subnet.SubnetId)),
      DefaultForAz: false,
      State: 'available',
      OwnerId: config.account,
      AssignIpv6AddressOnCreation: false,
      EnableDns64: false,
      Ipv6Native: false,
      PrivateDnsNameOptionsOnLaunch: {
        HostnameType: 'ip-name',
        EnableResourceNameDnsARecord: false,
        EnableResourceNameDnsAAAARecord: false,
      },
      SubnetArn: `arn:aws:ec2:${config.region}:${config.account}:subnet/${subnet.SubnetId}`,
    };
  }
}

// Private

function badZone(zone: string): AwsError {
  return new AwsError('InvalidParameterValue', `Value (${zone}) for parameter availabilityZone is invalid.`);
}

function conflict(block: string): AwsError {
  return new AwsError('InvalidSubnet.Conflict', `The CIDR '${block}' conflicts with another subnet`);
}
