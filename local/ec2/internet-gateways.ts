import type { Config } from '../config.ts';
import { AwsError, type Operation } from '../endpoint/service.ts';
import { select } from './filters.ts';
import { dependency, type InternetGateway, type Network, newId } from './resources.ts';
import { tagsFor } from './tags.ts';

/** The operations on internet gateways and their attachment to a VPC. */
export function internetGatewayOperations(network: Network, config: Config): Record<string, Operation> {
  const { gateways, vpcs, natGateways } = network;
  return {
    CreateInternetGateway(input) {
      const InternetGatewayId = newId('igw');
      const gateway = gateways.put(InternetGatewayId, { InternetGatewayId, Tags: tagsFor(input, 'internet-gateway') });
      return { InternetGateway: describe(gateway) };
    },
    DescribeInternetGateways(input) {
      const ids = input.InternetGatewayIds;
      for (const id of ids ?? []) gateways.get(id);
      return { InternetGateways: select(gateways.list().map(describe), ids, 'InternetGatewayId', input) };
    },
    AttachInternetGateway({ InternetGatewayId, VpcId }) {
      vpcs.get(VpcId);
      if (gateways.get(InternetGatewayId).VpcId) throw attached(InternetGatewayId);
      gateways.change(InternetGatewayId, { VpcId });
      return undefined;
    },
    DetachInternetGateway({ InternetGatewayId, VpcId }) {
      if (gateways.get(InternetGatewayId).VpcId !== VpcId) throw notAttached(InternetGatewayId, VpcId);
      if (natGateways.list().some((each) => each.VpcId === VpcId && each.AllocationId)) throw mapped(VpcId);
      gateways.change(InternetGatewayId, { VpcId: undefined });
      return undefined;
    },
    DeleteInternetGateway({ InternetGatewayId }) {
      if (gateways.get(InternetGatewayId).VpcId) throw dependency('internetGateway', InternetGatewayId);
      gateways.remove(InternetGatewayId);
      return undefined;
    },
  };

  function describe({ InternetGatewayId, VpcId, Tags }: InternetGateway) {
    const Attachments = VpcId ? [{ State: 'available', VpcId }] : [];
    return { Attachments, InternetGatewayId, OwnerId: config.account, Tags };
  }
}

// Private

function mapped(vpc: string): AwsError {
  const message = `Network ${vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`;
  return new AwsError('DependencyViolation', message);
}

function attached(id: string): AwsError {
  return new AwsError('Resource.AlreadyAssociated', `resource ${id} is already attached to a network.`);
}

function notAttached(id: string, vpc: string): AwsError {
  return new AwsError('Gateway.NotAttached', `resource ${id} is not attached to network ${vpc}`);
}
