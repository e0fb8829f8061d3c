import type { Config } from '../config.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { checkCidr, checkRange } from './cidr.ts';
import { select } from './filters.ts';
import { dependency, type Network, newId, type Vpc } from './resources.ts';
import { newSecurityGroup } from './security-groups.ts';
import { tagsFor } from './tags.ts';

/** The operations on VPCs. As on AWS each comes with its main route table and its default security group. */
export function vpcOperations(network: Network, config: Config): Record<string, Operation> {
  const { vpcs, subnets, gateways, routeTables, securityGroups, endpoints } = network;
  return {
    CreateVpc(input) {
      checkCidr('CidrBlock', input.CidrBlock);
      checkRange('InvalidVpc.Range', input.CidrBlock);
      const VpcId = newId('vpc');
      const vpc = vpcs.put(VpcId, {
        VpcId,
        CidrBlock: input.CidrBlock,
        EnableDnsSupport: true,
        EnableDnsHostnames: false,
        Tags: tagsFor(input, 'vpc'),
      });
      addDefaults(vpc);
      return { Vpc: describe(vpc) };
    },
    DescribeVpcs(input) {
      for (const id of input.VpcIds ?? []) vpcs.get(id);
      return { Vpcs: select(vpcs.list().map(describe), input.VpcIds, 'VpcId', input) };
    },
    ModifyVpcAttribute({ VpcId, EnableDnsSupport, EnableDnsHostnames }) {
      const { EnableDnsSupport: support, EnableDnsHostnames: hostnames } = vpcs.get(VpcId);
      vpcs.change(VpcId, {
        EnableDnsSupport: flag(EnableDnsSupport) ?? support,
        EnableDnsHostnames: flag(EnableDnsHostnames) ?? hostnames,
      });
      return undefined;
    },
    DescribeVpcAttribute({ VpcId, Attribute }) {
      const vpc = vpcs.get(VpcId);
      if (Attribute === 'enableDnsSupport') return { VpcId, EnableDnsSupport: { Value: vpc.EnableDnsSupport } };
      if (Attribute === 'enableDnsHostnames') return { VpcId, EnableDnsHostnames: { Value: vpc.EnableDnsHostnames } };
      throw new AwsError('InvalidParameterValue', `Value (${Attribute}) for parameter attribute is invalid.`);
    },
    DeleteVpc({ VpcId }) {
      vpcs.get(VpcId);
      if (isUsed(VpcId)) throw dependency('vpc', VpcId);
      for (const table of routeTables.list()) if (table.VpcId === VpcId) routeTables.remove(table.RouteTableId);
      for (const group of securityGroups.list()) if (group.VpcId === VpcId) securityGroups.remove(group.GroupId);
      vpcs.remove(VpcId);
      return undefined;
    },
  };

  function addDefaults({ VpcId, CidrBlock }: Vpc): void {
    const RouteTableId = newId('rtb');
    routeTables.put(RouteTableId, {
      RouteTableId,
      VpcId,
      Main: true,
      Routes: [{ DestinationCidrBlock: CidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable' }],
      Associations: [{ RouteTableAssociationId: newId('rtbassoc') }],
      Tags: [],
    });
    const group = newSecurityGroup({ GroupName: 'default', Description: 'default VPC security group', VpcId }, []);
    securityGroups.put(group.GroupId, group);
  }

  function isUsed(id: string): boolean {
    const inIt = ({ VpcId }: { VpcId?: string | undefined }) => VpcId === id;
    return (
      subnets.list().some(inIt) ||
      gateways.list().some(inIt) ||
      endpoints.list().some(inIt) ||
      routeTables.list().some((table) => inIt(table) && !table.Main) ||
      securityGroups.list().some((group) => inIt(group) && group.GroupName !== 'default')
    );
  }

  function describe({ VpcId, CidrBlock, Tags }: Vpc) {
    return {
      CidrBlock,
      DhcpOptionsId: 'default',
      State: 'available',
      VpcId,
      OwnerId: config.account,
      InstanceTenancy: 'default',
      CidrBlockAssociationSet: [
        {
          AssociationId: `vpc-cidr-assoc-${VpcId.slice(4)}`,
          CidrBlock,
          CidrBlockState: { State: 'associated' },
        },
      ],
      IsDefault: false,
      Tags,
    };
  }
}

/** An attribute value, which clients send as `{ Value: 'true' }`. */
export function flag(value: Input | boolean | string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  return String(typeof value === 'object' ? value.Value : value) === 'true';
}
