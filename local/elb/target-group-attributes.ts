import type { AwsError, Input } from '../endpoint/service.ts';
import { type AttributeSet, BOOLEAN, between, changed, type Known } from './attributes.ts';
import { invalidConfiguration, validationError } from './errors.ts';
import { isNetwork, type Protocol } from './kinds.ts';
import type { Attributes, TargetGroup } from './model.ts';

type Kind = Pick<TargetGroup, 'protocol' | 'targetType'>;

/** The attributes that target groups of a protocol have. */
export function targetGroupAttributes(group: Kind): AttributeSet {
  const known = isNetwork(group.protocol) ? network(group) : HTTP;
  return {
    noun: 'Target group',
    known,
    misplaced: (key, value) =>
      key === 'stickiness.type' ? strangeStickiness(value, group.protocol) : strangeKey(key, known),
  };
}

/** The attributes of a group with those that a request changes, as long as they go together. */
export function changedAttributes(group: TargetGroup, input: Input): Attributes {
  const attributes = changed(group.attributes, input, targetGroupAttributes(group));
  refuseContradictions(attributes);
  return attributes;
}

// Private

const A_WEEK_IN_SECONDS = 604_800;
const A_DAY_IN_SECONDS = '86400';
const COUNT = { test: (value: string) => between(1, 1000).test(value) };

const COMMON: Known = {
  'deregistration_delay.timeout_seconds': { value: '300', pattern: between(0, 3600) },
  'stickiness.enabled': { value: 'false', pattern: BOOLEAN },
  // One machine is all zones at once, so each value is carried out.
  'load_balancing.cross_zone.enabled': {
    value: 'use_load_balancer_configuration',
    pattern: /^(true|false|use_load_balancer_configuration)$/,
  },
  'target_group_health.dns_failover.minimum_healthy_targets.count': { value: '1' },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': { value: 'off' },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': { value: '1', pattern: COUNT },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    value: 'off',
    pattern: { test: (value) => value === 'off' || between(1, 100).test(value) },
  },
};

/** Names that begin so are the load balancer's own. */
const COOKIE_NAME = /^(?!AWSALB)[!#$%&'*+.^_`|~\w-]{1,256}$/;
const SLOW_START = { test: (value: string) => value === '0' || between(30, 900).test(value) };

const HTTP: Known = {
  ...COMMON,
  'stickiness.type': { value: 'lb_cookie', pattern: /^(lb_cookie|app_cookie)$/ },
  'stickiness.lb_cookie.duration_seconds': { value: A_DAY_IN_SECONDS, pattern: between(1, A_WEEK_IN_SECONDS) },
  'stickiness.app_cookie.cookie_name': { value: '', pattern: COOKIE_NAME },
  'stickiness.app_cookie.duration_seconds': { value: A_DAY_IN_SECONDS, pattern: between(1, A_WEEK_IN_SECONDS) },
  'slow_start.duration_seconds': { value: '0', pattern: SLOW_START },
  'load_balancing.algorithm.type': {
    value: 'round_robin',
    pattern: /^(round_robin|least_outstanding_requests|weighted_random)$/,
  },
  'load_balancing.algorithm.anomaly_mitigation': { value: 'off' },
};

const network = ({ targetType }: Kind): Known => ({
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
  if (key in known || !(key in HTTP || key in network({ protocol: 'TCP', targetType: '' }))) return undefined;
  return invalidConfiguration('The provided target group attribute is not supported');
}

function strangeStickiness(value: string, protocol: Protocol): AwsError | undefined {
  const own = isNetwork(protocol) ? ['source_ip'] : ['lb_cookie', 'app_cookie'];
  if (own.includes(value) || !['source_ip', 'lb_cookie', 'app_cookie'].includes(value)) return undefined;
  return invalidConfiguration(
    `Stickiness type '${value}' is not supported for target groups with the ${protocol} protocol`,
  );
}

/** AWS refuses slow start with any algorithm but the one in turn, and application cookies without a name. */
function refuseContradictions(attributes: Attributes): void {
  const slow = (attributes['slow_start.duration_seconds'] ?? '0') !== '0';
  const algorithm = attributes['load_balancing.algorithm.type'];
  if (slow && algorithm !== 'round_robin') {
    throw invalidConfiguration(`Slow start mode is not supported with the load balancing algorithm '${algorithm}'`);
  }
  const byApplication = attributes['stickiness.enabled'] === 'true' && attributes['stickiness.type'] === 'app_cookie';
  if (byApplication && attributes['stickiness.app_cookie.cookie_name'] === '') {
    throw validationError('You must specify an app cookie name when stickiness.type is app_cookie');
  }
}
