import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Failure } from '../../../lib/failure.ts';
import { isPublic, type Resolve } from '../../git/submodules/public-address.ts';

/**
 * Resolves the host of a receiver to an address that may be asked: of the public internet, or of these networks (CIDR). All
 * addresses of a host must be such, so that it does not matter which is taken. The metadata of the cloud and the rack's
 * neighbours are none, unless an operator named their network.
 */
export function receiverAddress(networks: readonly string[]): Resolve {
  const inner = listOf(networks);
  return async (host) => {
    const bare = host.replace(/^\[(.*)\]$/, '$1');
    const found = isIP(bare) ? [{ address: bare }] : await lookup(bare, { all: true }).catch(() => []);
    const [first] = found;
    if (!first) throw new Failure('host_not_found', `There is no host ${bare}.`, { hint: 'Check the address.' });
    const closed = found.find(({ address }) => !isPublic(address) && !inner.check(address, familyOf(address)));
    if (!closed) return first.address;
    throw new Failure('host_not_public', `${bare} (${closed.address}) is not an address of the public internet.`, {
      hint: 'Whoever runs the rack can open a network to webhooks and drains: RACK_WEBHOOK_NETWORKS=10.1.2.0/24',
    });
  };
}

/** Throws a `Failure` `bad_config` unless all are networks as `10.1.2.0/24`. */
export function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) throw badNetwork(network);
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

// Private

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function badNetwork(network: string): Failure {
  return new Failure('bad_config', `RACK_WEBHOOK_NETWORKS names "${network}", which is no network.`, {
    hint: 'Write it as 10.1.2.0/24, several with spaces between.',
  });
}
