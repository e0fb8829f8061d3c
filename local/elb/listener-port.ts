import { AwsError, type Input } from '../endpoint/service.ts';
import type { Balancing } from './balancing.ts';
import { invalidConfiguration, notSupported, validationError } from './errors.ts';
import { portIsFree } from './haproxy/proxy.ts';
import { integer, text } from './input.ts';

/**
 * The port that a request wants to listen on. It is really bound on 127.0.0.1, so unlike on AWS a port serves one
 * load balancer only, and may be taken by a program that has nothing to do with us.
 */
export async function portIn({ state }: Balancing, input: Input, now?: number): Promise<number> {
  const protocol = text(input.Protocol) ?? 'HTTP';
  if (protocol !== 'HTTP') throw notSupported(`A listener with the protocol '${protocol}'`);
  const port = integer(input, 'Port', [1, 65535]) ?? now;
  if (port === undefined) throw validationError('A listener port must be specified');
  if (port === now) return port;
  const taken = state.listeners.where((listener) => listener.port === port).length > 0;
  if (taken) throw new AwsError('DuplicateListener', `A listener already exists on port ${port} of this machine`);
  if (!(await portIsFree(port))) throw portTaken(port);
  return port;
}

const portTaken = (port: number) =>
  invalidConfiguration(`Port ${port} of 127.0.0.1 is taken by another program, or may not be bound by this user.`);
