import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { associationId } from './addresses.ts';
import { select } from './filters.ts';
import { addInterface } from './network-interfaces.ts';
import { missing, type NatGateway, type Network, newId } from './resources.ts';
import { tagsFor } from './tags.ts';

/** The operations on NAT gateways. Where AWS makes a gateway whose state becomes `failed`, the call is refused here. */
export function natGatewayOperations(network: Network): Record<string, Operation> {
  const { addresses, natGateways, interfaces, subnets, gateways } = network;
  return {
    CreateNatGateway(input) {
      const { SubnetId, VpcId } = subnets.get(input.SubnetId);
      const ConnectivityType = input.ConnectivityType ?? 'public';
      if (ConnectivityType === 'public') checkPublic(input, VpcId);
      const NatGatewayId = newId('nat');
      const Tags = tagsFor(input, 'natgateway');
      const { NetworkInterfaceId } = addInterface(network, {
        InterfaceType: 'nat_gateway',
        SubnetId,
        Description: `Interface for NAT Gateway ${NatGatewayId}`,
        PrivateIpAddress: input.PrivateIpAddress,
        Tags: [],
      });
      const gateway: NatGateway = {
        NatGatewayId,
        ConnectivityType,
        AllocationId: input.AllocationId,
        NetworkInterfaceId,
        SubnetId,
        VpcId,
        CreateTime: new Date().toISOString(),
        Tags,
      };
      return { ClientToken: input.ClientToken, NatGateway: describe(natGateways.put(NatGatewayId, gateway)) };
    },
    DescribeNatGateways(input) {
      for (const id of input.NatGatewayIds ?? []) natGateways.get(id);
      const filtered = { Filters: input.Filter ?? input.Filters };
      return { NatGateways: select(natGateways.list().map(describe), input.NatGatewayIds, 'NatGatewayId', filtered) };
    },
    DeleteNatGateway({ NatGatewayId }) {
      const { NetworkInterfaceId } = natGateways.get(NatGatewayId);
      natGateways.remove(NatGatewayId);
      interfaces.remove(NetworkInterfaceId);
      return { NatGatewayId };
    },
  };

  function checkPublic({ AllocationId }: Input, vpc: string): void {
    if (!AllocationId) throw missing('AllocationId');
    addresses.get(AllocationId);
    if (natGateways.list().some((each) => each.AllocationId === AllocationId)) throw associated(AllocationId);
    if (!gateways.list().some(({ VpcId }) => VpcId === vpc)) throw notAttached(vpc);
  }

  function describe({ AllocationId, NetworkInterfaceId, CreateTime, ...gateway }: NatGateway) {
    const address = {
      NetworkInterfaceId,
      PrivateIp: interfaces.get(NetworkInterfaceId).PrivateIpAddress,
      IsPrimary: true,
      Status: 'succeeded',
      ...(AllocationId && {
        AllocationId,
        AssociationId: associationId(AllocationId),
        PublicIp: addresses.get(AllocationId).PublicIp,
      }),
    };
    return { ...gateway, State: 'available', NatGatewayAddresses: [address], CreateTime: new Date(CreateTime) };
  }
}

// Private

function associated(allocation: string): AwsError {
  const message = `Elastic IP address [${allocation}] is already associated`;
  return new AwsError('Resource.AlreadyAssociated', message);
}

function notAttached(vpc: string): AwsError {
  return new AwsError('Gateway.NotAttached', `Network ${vpc} has no Internet gateway attached`);
}
