import { lookup } from 'node:dns/promises';

/** The addresses that a host has for this machine; none where it has none, or nobody can tell. */
export async function hostAddresses(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
