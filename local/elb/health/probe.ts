import { request } from 'node:http';
import type { HealthCheck } from '../model.ts';
import type { Finding } from './judge.ts';
import { matches } from './matcher.ts';

/** Asks a target for its health once, on a connection of its own as a load balancer does. */
export function probe(address: string, port: number, check: HealthCheck, signal: AbortSignal): Promise<Finding> {
  return new Promise((resolve) => {
    const limit = AbortSignal.timeout(check.timeout * 1000);
    const asked = request({
      host: address,
      port: check.port ?? port,
      path: check.path,
      agent: false,
      signal: AbortSignal.any([signal, limit]),
      headers: { 'user-agent': 'ELB-HealthChecker/2.0', connection: 'close' },
    });
    asked.on('error', () => resolve(limit.aborted ? TIMEOUT : FAILED));
    asked.on('response', (response) => {
      response.resume();
      response.on('error', () => {});
      const status = response.statusCode ?? 0;
      resolve(matches(check.matcher, status) ? undefined : mismatch(status));
    });
    asked.end();
  });
}

// Private

const TIMEOUT = { Reason: 'Target.Timeout', Description: 'Request timed out' };
const FAILED = { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };

const mismatch = (status: number) => ({
  Reason: 'Target.ResponseCodeMismatch',
  Description: `Health checks failed with these codes: [${status}]`,
});
