import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { plainAddress } from '../../lib/address.ts';
import { Failure } from '../../lib/failure.ts';

/** The proxies in front of this door whose word on the client's address is taken. */
export class TrustedProxies {
  private readonly list = new BlockList();

  /** `networks` are addresses or CIDR blocks: `10.0.0.0/16`, `fd00::/8`. Throws a `Failure` for what is neither. */
  constructor(networks: readonly string[]) {
    for (const network of networks) this.add(network);
  }

  has(address: string): boolean {
    return isIP(address) !== 0 && this.list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }

  /**
   * The address of a request's client: that of the connection, or, as far as trusted proxies say so, the last one in
   * `X-Forwarded-For` that is no trusted proxy itself. What stands before that one, anybody may have written.
   */
  clientOf({ socket, headers }: IncomingMessage): string {
    let client = plainAddress(socket.remoteAddress ?? '');
    const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    while (this.has(client)) {
      const hop = hopAddress(hops.pop() ?? '');
      if (!hop) break;
      client = hop;
    }
    return client;
  }

  // Private

  private add(network: string): void {
    const [, address = '', bits] = /^([0-9a-f.:]+?)(?:\/(\d{1,3}))?$/i.exec(network) ?? [];
    const widest = isIPv6(address) ? 128 : 32;
    const prefix = Number(bits ?? widest);
    if (isIP(address) === 0 || prefix > widest) throw badNetwork(network);
    this.list.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}

/** True when a proxy says that it is on the way, or seems to be: HTTP/1.0 is what nginx speaks unless told otherwise. */
export function isProxied({ httpVersion, headers }: IncomingMessage): boolean {
  const isTold = [headers.via, headers.forwarded, headers['x-forwarded-for']].some((header) => header !== undefined);
  return isTold || httpVersion === '1.0';
}

// Private

/** Some proxies add the port: `10.0.0.1:4711`, `[fd00::1]:4711`. */
function hopAddress(hop: string): string | undefined {
  const [, bracketed, plain] = /^\s*(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)\s*$/.exec(hop) ?? [];
  const address = plainAddress((bracketed ?? plain ?? hop).trim());
  return isIP(address) ? address : undefined;
}

function badNetwork(network: string): Failure {
  return new Failure('bad_config', `"${network}" is neither an address nor a network.`, {
    hint: 'RACK_TRUSTED_PROXIES takes addresses and CIDR blocks with commas between, as in 10.0.0.0/16,fd00::/8.',
  });
}
