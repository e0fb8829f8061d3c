import { type AttributeSet, BOOLEAN, between, type Known } from './attributes.ts';
import { invalidConfiguration } from './errors.ts';
import type { BalancerType } from './kinds.ts';

const COMMON: Known = {
  'deletion_protection.enabled': { value: 'false', pattern: BOOLEAN },
  'ipv6.deny_all_igw_traffic': { value: 'false', pattern: BOOLEAN },
  'zonal_shift.config.enabled': { value: 'false' },
};

const KNOWN: Record<BalancerType, Known> = {
  application: {
    ...COMMON,
    'access_logs.s3.enabled': { value: 'false', pattern: BOOLEAN },
    'access_logs.s3.bucket': { value: '', pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/ },
    'access_logs.s3.prefix': { value: '', pattern: /^(?!.*AWSLogs)[^/].*$/ },
    'idle_timeout.timeout_seconds': { value: '60', pattern: between(1, 4000) },
    'client_keep_alive.seconds': { value: '3600', pattern: between(60, 604_800) },
    'connection_logs.s3.enabled': { value: 'false' },
    'connection_logs.s3.bucket': { value: '' },
    'connection_logs.s3.prefix': { value: '' },
    'health_check_logs.s3.enabled': { value: 'false' },
    'health_check_logs.s3.bucket': { value: '' },
    'health_check_logs.s3.prefix': { value: '' },
    'load_balancing.cross_zone.enabled': { value: 'true' },
    'routing.http2.enabled': { value: 'true', pattern: BOOLEAN },
    'routing.http.drop_invalid_header_fields.enabled': { value: 'false', pattern: BOOLEAN },
    'routing.http.xff_header_processing.mode': { value: 'append', pattern: /^(append|preserve|remove)$/ },
    'routing.http.xff_client_port.enabled': { value: 'false', pattern: BOOLEAN },
    'routing.http.preserve_host_header.enabled': { value: 'false', pattern: BOOLEAN },
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': { value: 'false', pattern: BOOLEAN },
    // HAProxy refuses what two servers in a row could read differently, whatever is asked for.
    'routing.http.desync_mitigation_mode': { value: 'defensive', pattern: /^(monitor|defensive|strictest)$/ },
    // There is no firewall that could fail.
    'waf.fail_open.enabled': { value: 'false', pattern: BOOLEAN },
  },
  network: {
    ...COMMON,
    // A network load balancer logs TLS connections only.
    'access_logs.s3.enabled': { value: 'false' },
    'access_logs.s3.bucket': { value: '' },
    'access_logs.s3.prefix': { value: '' },
    // One machine is all zones at once, so either value is carried out.
    'load_balancing.cross_zone.enabled': { value: 'false', pattern: BOOLEAN },
    'dns_record.client_routing_policy': { value: 'any_availability_zone' },
    'secondary_ips.auto_assigned.per_subnet': { value: '0' },
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
