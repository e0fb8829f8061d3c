import { AwsError, type Input } from '../endpoint/service.ts';
import type { Balancing } from './balancing.ts';
import { invalidConfiguration, notSupported, validationError } from './errors.ts';
import { portIsFree } from './haproxy/free-port.ts';
import { integer, text } from './input.ts';
import { isServed, LISTENER_PROTOCOLS, type Protocol, typeOf } from './kinds.ts';
import type { State } from './state.ts';

/**
 * The port that a request wants to listen on. It is really bound on 127.0.0.1, so unlike on AWS a port serves one
 * load balancer only, and may be taken by a program that has nothing to do with us.
 */
export async function portIn({ state }: Balancing, input: Input, now?: number): Promise<number> {
  const port = integer(input, 'Port', [1, 65535]) ?? now;
  if (port === undefined) throw validationError('A listener port must be specified');
  if (port === now) return port;
  refuseSecond(state, port);
  if (!(await portIsFree(port))) throw portTaken(port);
  // Another request may have got it meanwhile.
  refuseSecond(state, port);
  return port;
}

/** The protocol that a request wants to listen for, which the load balancer's type must have. */
export function protocolIn(input: Input, loadBalancerArn: string, now?: Protocol): Protocol {
  const protocol = text(input.Protocol) ?? now;
  if (protocol === undefined) throw validationError('A listener protocol must be specified');
  const possible = LISTENER_PROTOCOLS[typeOf(loadBalancerArn)];
  if (!possible.includes(protocol)) {
    throw validationError(`Listener protocol '${protocol}' must be one of '${possible.join(', ')}'`);
  }
  if (!isServed(protocol)) throw notSupported(`A listener with the protocol '${protocol}'`);
  return protocol;
}

// Private

function refuseSecond({ listeners }: State, port: number): void {
  const taken = listeners.where((listener) => listener.port === port).length > 0;
  if (taken) throw new AwsError('DuplicateListener', `A listener already exists on port ${port} of this machine`);
}

const portTaken = (port: number) =>
  invalidConfiguration(`Port ${port} of 127.0.0.1 is taken by another program, or may not be bound by this user.`);
