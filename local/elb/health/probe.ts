import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { HealthCheck, TargetGroup } from '../model.ts';
import { asksGrpc, asksHttp2 } from './http2-probe.ts';
import type { Finding } from './judge.ts';
import { matches } from './matcher.ts';
import { mismatch, open, type Place, USER_AGENT } from './place.ts';

/** What a probe has to know of the target's group. */
export type Probed = Pick<TargetGroup, 'healthCheck' | 'attributes' | 'protocolVersion'>;

/** Asks a target for its health once, on a connection of its own as a load balancer does. */
export function probe(address: string, port: number, group: Probed, signal: AbortSignal): Promise<Finding> {
  const { healthCheck } = group;
  const place = { host: address, port: healthCheck.port ?? port, greeting: greetingOf(group) };
  const limit = AbortSignal.timeout(healthCheck.timeout * 1000);
  const asks = probeFor(group);
  return asks(place, healthCheck, AbortSignal.any([signal, limit])).catch(() => (limit.aborted ? TIMEOUT : FAILED));
}

// Private

/** A PROXY protocol header, version 2, of a connection that is the balancer's own: signature, LOCAL, no addresses. */
const LOCAL = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');

const greetingOf = ({ attributes }: Probed) => (attributes['proxy_protocol_v2.enabled'] === 'true' ? LOCAL : undefined);

function probeFor({ healthCheck, protocolVersion }: Probed) {
  if (healthCheck.protocol === 'TCP') return connects;
  if (protocolVersion === 'GRPC') return asksGrpc;
  return protocolVersion === 'HTTP2' ? asksHttp2 : answers;
}

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
    const options = {
      host: place.host,
      port: place.port,
      path: check.path,
      agent: false,
      signal,
      headers: { 'user-agent': USER_AGENT, connection: 'close' },
    };
    const asked = check.protocol === 'HTTPS' ? securely(options, place) : plainly(options, place);
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

const plainly = (options: object, place: Place) => request({ ...options, createConnection: () => open(place) });

/** As on AWS, whatever certificate a target shows will do. */
const securely = (options: object, place: Place) =>
  secureRequest({ ...options, ...(place.greeting && { socket: open(place) }), rejectUnauthorized: false });

const TIMEOUT = { Reason: 'Target.Timeout', Description: 'Request timed out' };
const FAILED = { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };
