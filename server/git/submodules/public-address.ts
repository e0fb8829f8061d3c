import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Failure } from '../../../lib/failure.ts';

/** Resolves a host to an address that may be asked; throws a `Failure` for those that may not. */
export type Resolve = (host: string) => Promise<string>;

/**
 * An address of the host that belongs to the public internet. Pushes name hosts, and the rack asks them: none may lead
 * to the rack's own services, its neighbours, or the cloud's metadata (169.254.169.254). All addresses of a host must be
 * public, so that it does not matter which is taken.
 */
export const publicAddress: Resolve = async (host) => {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const found = isIP(bare) ? [{ address: bare }] : await lookup(bare, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new Failure('host_not_found', `There is no host ${bare}.`);
  const inner = found.find(({ address }) => !isPublic(address));
  if (!inner) return first.address;
  throw new Failure('host_not_public', `${bare} (${inner.address}) is not an address of the public internet.`);
};

/** Whether an address is none of those set aside (IANA's special-purpose registries). */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !SPECIAL.check(address, 'ipv4');
  // Of IPv6 only 2000::/3 is given out; what is not, is nobody's to be asked.
  return isIP(address) === 6 && GIVEN_OUT.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
}

// Private

const GIVEN_OUT = new BlockList();
GIVEN_OUT.addSubnet('2000::', 3, 'ipv6');

const SPECIAL = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  SPECIAL.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  // Teredo and 6to4 carry IPv4 addresses inside; documentation; benchmarks.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  SPECIAL.addSubnet(network, bits, 'ipv6');
