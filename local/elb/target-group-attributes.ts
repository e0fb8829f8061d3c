import type { AwsError } from '../endpoint/service.ts';
import { type AttributeSet, BOOLEAN, type Known } from './attributes.ts';
import { invalidConfiguration } from './errors.ts';
import type { Protocol } from './kinds.ts';
import type { TargetGroup } from './model.ts';

/** 0 to 3600. */
const AN_HOUR_IN_SECONDS = /^(\d{1,3}|[12]\d{3}|3[0-5]\d{2}|3600)$/;

/** The attributes that target groups of a protocol have. */
export function targetGroupAttributes(group: Pick<TargetGroup, 'protocol' | 'targetType'>): AttributeSet {
  const known = group.protocol === 'TCP' ? tcp(group.targetType) : HTTP;
  return {
    noun: 'Target group',
    known,
    misplaced: (key, value) =>
      key === 'stickiness.type' ? strangeStickiness(value, group.protocol) : strangeKey(key, known),
  };
}

// Private

const COMMON: Known = {
  'deregistration_delay.timeout_seconds': { value: '300', pattern: AN_HOUR_IN_SECONDS },
  'stickiness.enabled': { value: 'false' },
  'load_balancing.cross_zone.enabled': { value: 'use_load_balancer_configuration' },
};

const HTTP: Known = {
  ...COMMON,
  'stickiness.type': { value: 'lb_cookie' },
  'slow_start.duration_seconds': { value: '0' },
  'load_balancing.algorithm.type': { value: 'round_robin', pattern: /^(round_robin|least_outstanding_requests)$/ },
};

const tcp = (targetType: string): Known => ({
  ...COMMON,
  'stickiness.type': { value: 'source_ip' },
  'deregistration_delay.connection_termination.enabled': { value: 'false', pattern: BOOLEAN },
  // Targets always see the proxy's address: `true`, the default for instances, is what is not carried out.
  'preserve_client_ip.enabled': { value: targetType === 'ip' ? 'false' : 'true', pattern: /^false$/ },
  'proxy_protocol_v2.enabled': { value: 'false', pattern: BOOLEAN },
  'target_health_state.unhealthy.connection_termination.enabled': { value: 'true', pattern: BOOLEAN },
  'target_health_state.unhealthy.draining_interval_seconds': { value: '0' },
});

function strangeKey(key: string, known: Known): AwsError | undefined {
  if (key in known || !(key in HTTP || key in tcp(''))) return undefined;
  return invalidConfiguration('The provided target group attribute is not supported');
}

const STICKINESS: Record<Protocol, readonly string[]> = { HTTP: ['lb_cookie', 'app_cookie'], TCP: ['source_ip'] };

function strangeStickiness(value: string, protocol: Protocol): AwsError | undefined {
  if (STICKINESS[protocol].includes(value) || !Object.values(STICKINESS).flat().includes(value)) return undefined;
  return invalidConfiguration(
    `Stickiness type '${value}' is not supported for target groups with the ${protocol} protocol`,
  );
}
