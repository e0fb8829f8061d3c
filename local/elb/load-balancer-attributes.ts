import { type AttributeSet, BOOLEAN, type Known } from './attributes.ts';
import { invalidConfiguration } from './errors.ts';
import type { BalancerType } from './kinds.ts';

const COMMON: Known = {
  'deletion_protection.enabled': { value: 'false', pattern: BOOLEAN },
  'access_logs.s3.enabled': { value: 'false' },
  'zonal_shift.config.enabled': { value: 'false' },
};

const KNOWN: Record<BalancerType, Known> = {
  application: {
    ...COMMON,
    'idle_timeout.timeout_seconds': { value: '60', pattern: /^[1-9]\d{0,3}$/ },
    'load_balancing.cross_zone.enabled': { value: 'true' },
    'routing.http2.enabled': { value: 'true', pattern: BOOLEAN },
    'routing.http.drop_invalid_header_fields.enabled': { value: 'false', pattern: BOOLEAN },
    'routing.http.xff_header_processing.mode': { value: 'append' },
    'routing.http.preserve_host_header.enabled': { value: 'true', pattern: BOOLEAN },
    'routing.http.desync_mitigation_mode': { value: 'defensive' },
  },
  network: {
    ...COMMON,
    // One machine is all zones at once, so either value is carried out.
    'load_balancing.cross_zone.enabled': { value: 'false', pattern: BOOLEAN },
    'dns_record.client_routing_policy': { value: 'any_availability_zone' },
  },
};

/** The attributes that load balancers of a kind have. */
export const loadBalancerAttributes = (type: BalancerType): AttributeSet => ({
  noun: 'Load balancer',
  known: KNOWN[type],
  misplaced: (key) =>
    key in KNOWN[type] || !isAnywhere(key)
      ? undefined
      : invalidConfiguration(
          `Load balancer attribute key '${key}' is not supported on load balancers with type '${type}'`,
        ),
});

// Private

const isAnywhere = (key: string) => Object.values(KNOWN).some((known) => key in known);
