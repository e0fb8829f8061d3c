import type { Input } from '../../endpoint/service.ts';
import { notSupported, validationError } from '../errors.ts';
import { flag, integer, text } from '../input.ts';
import type { HealthCheck } from '../model.ts';
import { isMatcher } from './matcher.ts';

export const DEFAULT_HEALTH_CHECK: HealthCheck = {
  path: '/',
  port: undefined,
  interval: 30,
  timeout: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
};

/** The health check that a request describes, on top of the one there is. */
export function healthCheckIn(input: Input, now: HealthCheck): HealthCheck {
  if (flag(input.HealthCheckEnabled) === false)
    throw validationError("Health check enabled must be true for target groups with target type 'ip'");
  if ((text(input.HealthCheckProtocol) ?? 'HTTP') !== 'HTTP')
    throw notSupported('A HealthCheckProtocol other than HTTP');
  const check: HealthCheck = {
    path: text(input.HealthCheckPath) ?? now.path,
    port: portIn(input, now.port),
    interval: integer(input, 'HealthCheckIntervalSeconds', [5, 300]) ?? now.interval,
    timeout: integer(input, 'HealthCheckTimeoutSeconds', [2, 120]) ?? now.timeout,
    healthyThreshold: integer(input, 'HealthyThresholdCount', [2, 10]) ?? now.healthyThreshold,
    unhealthyThreshold: integer(input, 'UnhealthyThresholdCount', [2, 10]) ?? now.unhealthyThreshold,
    matcher: text(input.Matcher?.HttpCode) ?? now.matcher,
  };
  return checked(check);
}

/** The members of a target group's answer that tell its health check. */
export const healthCheckView = (check: HealthCheck) => ({
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: check.port === undefined ? 'traffic-port' : String(check.port),
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: check.interval,
  HealthCheckTimeoutSeconds: check.timeout,
  HealthyThresholdCount: check.healthyThreshold,
  UnhealthyThresholdCount: check.unhealthyThreshold,
  HealthCheckPath: check.path,
  Matcher: { HttpCode: check.matcher },
});

// Private

function portIn(input: Input, now: number | undefined): number | undefined {
  if (input.HealthCheckPort === 'traffic-port') return undefined;
  return integer(input, 'HealthCheckPort', [1, 65535]) ?? now;
}

function checked(check: HealthCheck): HealthCheck {
  if (!/^\/[\x21-\x7e]*$/.test(check.path))
    throw validationError(`Health check path '${check.path}' must begin with a '/'`);
  if (!isMatcher(check.matcher))
    throw validationError(`Health check matcher HTTP code '${check.matcher}' is not valid`);
  if (check.timeout >= check.interval) {
    throw validationError(`Health check interval must be greater than the timeout ${check.timeout}`);
  }
  return check;
}
