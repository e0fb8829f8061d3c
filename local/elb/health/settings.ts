import type { Input } from '../../endpoint/service.ts';
import { invalidConfiguration, notSupported, validationError } from '../errors.ts';
import { flag, integer, text } from '../input.ts';
import { isServed, type Protocol } from '../kinds.ts';
import type { HealthCheck } from '../model.ts';
import { isMatcher } from './matcher.ts';

/** What a target group of a protocol has where its request says nothing else, for a kind of check. */
export function defaultHealthCheck(protocol: Protocol, checkProtocol = protocol): HealthCheck {
  const isTcp = protocol === 'TCP';
  return {
    protocol: checkProtocol,
    path: '/',
    port: undefined,
    interval: 30,
    timeout: isTcp ? NETWORK_TIMEOUTS[checkProtocol] : 5,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
    matcher: isTcp ? '200-399' : '200',
  };
}

/** The health check that a request describes for a target group of a protocol, on top of the one there is. */
export function healthCheckIn(input: Input, protocol: Protocol, now?: HealthCheck): HealthCheck {
  if (flag(input.HealthCheckEnabled) === false)
    throw validationError("Health check enabled must be true for target groups with target type 'ip'");
  const kind = checkProtocolIn(input, protocol, now?.protocol);
  refuseHttpMembers(input, kind);
  const base = now ?? defaultHealthCheck(protocol, kind);
  const check: HealthCheck = {
    protocol: kind,
    path: text(input.HealthCheckPath) ?? base.path,
    port: portIn(input, base.port),
    interval: integer(input, 'HealthCheckIntervalSeconds', [5, 300]) ?? base.interval,
    timeout: integer(input, 'HealthCheckTimeoutSeconds', [2, 120]) ?? base.timeout,
    healthyThreshold: integer(input, 'HealthyThresholdCount', [2, 10]) ?? base.healthyThreshold,
    unhealthyThreshold: integer(input, 'UnhealthyThresholdCount', [2, 10]) ?? base.unhealthyThreshold,
    matcher: text(input.Matcher?.HttpCode) ?? base.matcher,
  };
  return checked(check, protocol);
}

/** The members of a target group's answer that tell its health check. */
export const healthCheckView = (check: HealthCheck) => ({
  HealthCheckProtocol: check.protocol,
  HealthCheckPort: check.port === undefined ? 'traffic-port' : String(check.port),
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: check.interval,
  HealthCheckTimeoutSeconds: check.timeout,
  HealthyThresholdCount: check.healthyThreshold,
  UnhealthyThresholdCount: check.unhealthyThreshold,
  ...(check.protocol === 'HTTP' && { HealthCheckPath: check.path, Matcher: { HttpCode: check.matcher } }),
});

// Private

/** Seconds, by the protocol of the check. */
const NETWORK_TIMEOUTS: Record<Protocol, number> = { HTTP: 6, TCP: 10 };

function checkProtocolIn(input: Input, protocol: Protocol, now: Protocol = protocol): Protocol {
  const wanted = text(input.HealthCheckProtocol) ?? now;
  if (!isServed(wanted)) throw notSupported(`The HealthCheckProtocol '${wanted}'`);
  if (protocol === 'HTTP' && wanted === 'TCP') {
    throw invalidConfiguration(
      `Health check protocol '${wanted}' is not supported for target groups with the ${protocol} protocol`,
    );
  }
  return wanted;
}

function refuseHttpMembers(input: Input, kind: Protocol): void {
  if (kind === 'HTTP') return;
  if (text(input.HealthCheckPath) !== undefined)
    throw invalidConfiguration('Health check paths are not supported for TCP health checks');
  if (text(input.Matcher?.HttpCode) !== undefined)
    throw invalidConfiguration('Health check matchers are not supported for TCP health checks');
}

function portIn(input: Input, now: number | undefined): number | undefined {
  if (input.HealthCheckPort === 'traffic-port') return undefined;
  return integer(input, 'HealthCheckPort', [1, 65535]) ?? now;
}

function checked(check: HealthCheck, protocol: Protocol): HealthCheck {
  if (!/^\/[\x21-\x7e]*$/.test(check.path))
    throw validationError(`Health check path '${check.path}' must begin with a '/'`);
  if (!isMatcher(check.matcher))
    throw validationError(`Health check matcher HTTP code '${check.matcher}' is not valid`);
  refuseSlowCheck(check, protocol);
  return check;
}

/** The defaults are no exception: an interval of 5 seconds needs a timeout that goes with it. */
function refuseSlowCheck({ timeout, interval }: HealthCheck, protocol: Protocol): void {
  if (protocol === 'HTTP' && timeout >= interval) {
    throw validationError('Health check interval must be greater than the timeout.');
  }
  if (timeout > interval) {
    throw validationError(
      `Health check timeout '${timeout}' must be smaller than or equal to the interval '${interval}'`,
    );
  }
}
