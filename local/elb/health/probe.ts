import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { HealthCheck, TargetGroup } from '../model.ts';
import type { Finding } from './judge.ts';
import { matches } from './matcher.ts';

/** What a probe has to know of the target's group. */
export type Probed = Pick<TargetGroup, 'healthCheck' | 'attributes'>;

/** Asks a target for its health once, on a connection of its own as a load balancer does. */
export function probe(address: string, port: number, group: Probed, signal: AbortSignal): Promise<Finding> {
  const { healthCheck } = group;
  const place = { host: address, port: healthCheck.port ?? port, greeting: greetingOf(group) };
  const limit = AbortSignal.timeout(healthCheck.timeout * 1000);
  const asks = healthCheck.protocol === 'TCP' ? connects : answers;
  return asks(place, healthCheck, AbortSignal.any([signal, limit])).catch(() => (limit.aborted ? TIMEOUT : FAILED));
}

// Private

interface Place {
  host: string;
  port: number;
  /** What is said before anything else. */
  greeting: Buffer | undefined;
}

/** A PROXY protocol header, version 2, of a connection that is the balancer's own: signature, LOCAL, no addresses. */
const LOCAL = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');

const greetingOf = ({ attributes }: Probed) => (attributes['proxy_protocol_v2.enabled'] === 'true' ? LOCAL : undefined);

function connects(place: Place, _check: HealthCheck, signal: AbortSignal): Promise<Finding> {
  return new Promise((resolve, reject) => {
    const socket = open(place);
    const giveUp = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.destroySoon();
      resolve(undefined);
    });
    socket.on('close', () => signal.removeEventListener('abort', giveUp));
  });
}

function answers(place: Place, check: HealthCheck, signal: AbortSignal): Promise<Finding> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: place.host,
      port: place.port,
      path: check.path,
      agent: false,
      createConnection: () => open(place),
      signal,
      headers: { 'user-agent': 'ELB-HealthChecker/2.0', connection: 'close' },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      response.resume();
      response.on('error', () => {});
      const status = response.statusCode ?? 0;
      resolve(matches(check.matcher, status) ? undefined : mismatch(status));
    });
    asked.end();
  });
}

function open({ host, port, greeting }: Place): Socket {
  const socket = connect({ host, port });
  if (greeting) socket.write(greeting);
  return socket;
}

const TIMEOUT = { Reason: 'Target.Timeout', Description: 'Request timed out' };
const FAILED = { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };

const mismatch = (status: number) => ({
  Reason: 'Target.ResponseCodeMismatch',
  Description: `Health checks failed with these codes: [${status}]`,
});
