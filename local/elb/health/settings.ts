import type { Input } from '../../endpoint/service.ts';
import { invalidConfiguration, notOneOf, validationError } from '../errors.ts';
import { flag, integer, text } from '../input.ts';
import { isNetwork, isServed, type Protocol } from '../kinds.ts';
import type { HealthCheck, TargetGroup } from '../model.ts';
import { isMatcher } from './matcher.ts';

/** What a health check depends on. */
export type Checked = Pick<TargetGroup, 'protocol' | 'protocolVersion'>;

/** What a target group has where its request says nothing else, for a kind of check. */
export function defaultHealthCheck({ protocol, protocolVersion }: Checked, checkProtocol: Protocol): HealthCheck {
  const network = isNetwork(protocol);
  const grpc = protocolVersion === 'GRPC';
  return {
    protocol: checkProtocol,
    path: grpc ? '/AWS.ALB/healthcheck' : '/',
    port: undefined,
    interval: 30,
    timeout: network ? NETWORK_TIMEOUTS[checkProtocol] : 5,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
    matcher: grpc ? '12' : network ? '200-399' : '200',
  };
}

/** The health check that a request describes for a target group, on top of the one there is. */
export function healthCheckIn(input: Input, group: Checked, now?: HealthCheck): HealthCheck {
  if (flag(input.HealthCheckEnabled) === false)
    throw validationError("Health check enabled must be true for target groups with target type 'ip'");
  const kind = checkProtocolIn(input, group, now?.protocol);
  refuseHttpMembers(input, kind);
  const base = now ?? defaultHealthCheck(group, kind);
  const check: HealthCheck = {
    protocol: kind,
    path: text(input.HealthCheckPath) ?? base.path,
    port: portIn(input, base.port),
    interval: integer(input, 'HealthCheckIntervalSeconds', [5, 300]) ?? base.interval,
    timeout: integer(input, 'HealthCheckTimeoutSeconds', [2, 120]) ?? base.timeout,
    healthyThreshold: integer(input, 'HealthyThresholdCount', [2, 10]) ?? base.healthyThreshold,
    unhealthyThreshold: integer(input, 'UnhealthyThresholdCount', [2, 10]) ?? base.unhealthyThreshold,
    matcher: matcherIn(input, group) ?? base.matcher,
  };
  return checked(check, group.protocol);
}

/** The members of a target group's answer that tell its health check. */
export const healthCheckView = ({ healthCheck: check, protocolVersion }: TargetGroup) => ({
  HealthCheckProtocol: check.protocol,
  HealthCheckPort: check.port === undefined ? 'traffic-port' : String(check.port),
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: check.interval,
  HealthCheckTimeoutSeconds: check.timeout,
  HealthyThresholdCount: check.healthyThreshold,
  UnhealthyThresholdCount: check.unhealthyThreshold,
  ...(!isNetwork(check.protocol) && {
    HealthCheckPath: check.path,
    Matcher: protocolVersion === 'GRPC' ? { GrpcCode: check.matcher } : { HttpCode: check.matcher },
  }),
});

// Private

/** Seconds, by the protocol of the check. */
const NETWORK_TIMEOUTS: Record<Protocol, number> = { HTTP: 6, HTTPS: 10, TCP: 10, TLS: 10 };

const PROTOCOLS = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'];

function checkProtocolIn(input: Input, { protocol }: Checked, now?: Protocol): Protocol {
  const network = isNetwork(protocol);
  const wanted = text(input.HealthCheckProtocol) ?? now ?? (network ? 'TCP' : 'HTTP');
  if (!PROTOCOLS.includes(wanted)) throw notOneOf('healthCheckProtocol', wanted, PROTOCOLS);
  if (wanted === 'TLS' || !isServed(wanted) || (!network && wanted === 'TCP')) {
    throw invalidConfiguration(
      `Health check protocol '${wanted}' is not supported for target groups with the ${protocol} protocol`,
    );
  }
  return wanted;
}

function refuseHttpMembers(input: Input, kind: Protocol): void {
  if (!isNetwork(kind)) return;
  if (text(input.HealthCheckPath) !== undefined)
    throw invalidConfiguration('Health check paths are not supported for TCP health checks');
  if (text(input.Matcher?.HttpCode) !== undefined)
    throw invalidConfiguration('Health check matchers are not supported for TCP health checks');
}

/** gRPC groups match status codes of gRPC, all others those of HTTP. */
function matcherIn(input: Input, { protocol, protocolVersion }: Checked): string | undefined {
  const { HttpCode, GrpcCode } = input.Matcher ?? {};
  const grpc = protocolVersion === 'GRPC';
  if (text(grpc ? HttpCode : GrpcCode) !== undefined) {
    const [strange, own] = grpc ? ['HTTP', 'gRPC'] : ['gRPC', 'HTTP'];
    throw validationError(`Health check matcher must be of ${own} codes, not ${strange} codes, for this target group`);
  }
  const matcher = text(grpc ? GrpcCode : HttpCode);
  if (matcher === undefined) return undefined;
  const limits = grpc ? ([0, 99] as const) : ([200, isNetwork(protocol) ? 599 : 499] as const);
  if (isMatcher(matcher, limits)) return matcher;
  throw validationError(`Health check matcher ${grpc ? 'gRPC' : 'HTTP'} code '${matcher}' is not valid`);
}

function portIn(input: Input, now: number | undefined): number | undefined {
  if (input.HealthCheckPort === 'traffic-port') return undefined;
  return integer(input, 'HealthCheckPort', [1, 65535]) ?? now;
}

function checked(check: HealthCheck, protocol: Protocol): HealthCheck {
  if (!/^\/[\x21-\x7e]*$/.test(check.path))
    throw validationError(`Health check path '${check.path}' must begin with a '/'`);
  refuseSlowCheck(check, protocol);
  return check;
}

/** The defaults are no exception: an interval of 5 seconds needs a timeout that goes with it. */
function refuseSlowCheck({ timeout, interval }: HealthCheck, protocol: Protocol): void {
  if (!isNetwork(protocol) && timeout >= interval) {
    throw validationError('Health check interval must be greater than the timeout.');
  }
  if (timeout > interval) {
    throw validationError(
      `Health check timeout '${timeout}' must be smaller than or equal to the interval '${interval}'`,
    );
  }
}
