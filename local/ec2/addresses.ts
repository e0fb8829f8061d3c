import type { Config } from '../config.ts';
import { AwsError, type Operation } from '../endpoint/service.ts';
import { select } from './filters.ts';
import { type Address, type Network, newId } from './resources.ts';
import { tagsFor } from './tags.ts';

/** As many as a new account may have in a region. */
const MOST_ADDRESSES = 5;

/** Addresses come from the block that is kept for documentation: no traffic ever goes there. */
const BLOCK = '203.0.113';

/** The operations on Elastic IP addresses; only NAT gateways use them here. */
export function addressOperations(network: Network, config: Config): Record<string, Operation> {
  const { addresses, interfaces, natGateways } = network;
  return {
    AllocateAddress(input) {
      const used = addresses.list().map(({ PublicIp }) => PublicIp);
      if (used.length >= MOST_ADDRESSES) throw tooMany();
      const AllocationId = newId('eipalloc');
      const PublicIp = free(used);
      addresses.put(AllocationId, { AllocationId, PublicIp, Tags: tagsFor(input, 'elastic-ip') });
      return { AllocationId, PublicIp, Domain: 'vpc', PublicIpv4Pool: 'amazon', NetworkBorderGroup: config.region };
    },
    DescribeAddresses(input) {
      for (const id of input.AllocationIds ?? []) addresses.get(id);
      for (const ip of input.PublicIps ?? []) byIp(ip);
      const found = select(addresses.list().map(describe), input.AllocationIds, 'AllocationId', input);
      return { Addresses: select(found, input.PublicIps, 'PublicIp', {}) };
    },
    ReleaseAddress(input) {
      const { AllocationId, PublicIp } = addresses.get(input.AllocationId);
      if (gatewayAt(AllocationId)) throw new AwsError('InvalidIPAddress.InUse', `Address ${PublicIp} is in use.`);
      addresses.remove(AllocationId);
      return undefined;
    },
  };

  function byIp(ip: string): Address {
    const found = addresses.list().find(({ PublicIp }) => PublicIp === ip);
    if (found) return found;
    throw new AwsError('InvalidAddress.NotFound', `Address '${ip}' not found.`);
  }

  function gatewayAt(allocation: string) {
    return natGateways.list().find(({ AllocationId }) => AllocationId === allocation);
  }

  function describe({ AllocationId, PublicIp, Tags }: Address) {
    const gateway = gatewayAt(AllocationId);
    const association = gateway && {
      AssociationId: associationId(AllocationId),
      NetworkInterfaceId: gateway.NetworkInterfaceId,
      NetworkInterfaceOwnerId: config.account,
      PrivateIpAddress: interfaces.get(gateway.NetworkInterfaceId).PrivateIpAddress,
    };
    const pool = { Domain: 'vpc', PublicIpv4Pool: 'amazon', NetworkBorderGroup: config.region };
    return { AllocationId, PublicIp, ...association, ...pool, Tags };
  }
}

/** The id of an address's association, of which it has one at most. */
export function associationId(allocation: string): string {
  return allocation.replace('eipalloc', 'eipassoc');
}

// Private

function free(used: string[]): string {
  let last = 1;
  while (used.includes(`${BLOCK}.${last}`)) last += 1;
  return `${BLOCK}.${last}`;
}

function tooMany(): AwsError {
  return new AwsError('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
}
