import type { Input } from '../endpoint/service.ts';
import { notSupported, validationError } from './errors.ts';
import { list, required, text } from './input.ts';
import type { Attributes } from './model.ts';

/** An attribute's default and what its value must be; `undefined` as pattern: only the default is carried out here. */
type Known = Record<string, { value: string; pattern?: RegExp }>;

const SECONDS = /^\d{1,4}$/;

/** Attributes of load balancers. Those without a pattern are known and fixed: another value is refused, not ignored. */
export const LOAD_BALANCER_ATTRIBUTES: Known = {
  'idle_timeout.timeout_seconds': { value: '60', pattern: /^[1-9]\d{0,3}$/ },
  'deletion_protection.enabled': { value: 'false', pattern: /^(true|false)$/ },
  'access_logs.s3.enabled': { value: 'false' },
  'routing.http2.enabled': { value: 'true', pattern: /^(true|false)$/ },
  'routing.http.drop_invalid_header_fields.enabled': { value: 'false' },
  'routing.http.xff_header_processing.mode': { value: 'append' },
  'routing.http.preserve_host_header.enabled': { value: 'true', pattern: /^(true|false)$/ },
  'routing.http.desync_mitigation_mode': { value: 'defensive' },
};

export const TARGET_GROUP_ATTRIBUTES: Known = {
  'deregistration_delay.timeout_seconds': { value: '300', pattern: SECONDS },
  'stickiness.enabled': { value: 'false' },
  'stickiness.type': { value: 'lb_cookie' },
  'slow_start.duration_seconds': { value: '0' },
  'load_balancing.algorithm.type': { value: 'round_robin', pattern: /^(round_robin|least_outstanding_requests)$/ },
  'load_balancing.cross_zone.enabled': { value: 'use_load_balancer_configuration' },
};

export const defaultsOf = (known: Known): Attributes =>
  Object.fromEntries(Object.entries(known).map(([key, { value }]) => [key, value]));

/** The attributes with those that a request changes. */
export function changed(attributes: Attributes, input: Input, known: Known): Attributes {
  const next = { ...attributes };
  for (const attribute of list<Input>(input.Attributes)) {
    const key = required(attribute, 'Key');
    next[key] = checked(key, text(attribute.Value) ?? '', known);
  }
  return next;
}

export const attributesView = (attributes: Attributes) => ({
  Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
});

// Private

function checked(key: string, value: string, known: Known): string {
  const attribute = known[key];
  if (!attribute) throw validationError(`Attribute key '${key}' is not recognized`);
  if (value === attribute.value || attribute.pattern?.test(value)) return value;
  if (attribute.pattern) throw validationError(`'${value}' is not a valid value for attribute '${key}'`);
  throw notSupported(`The value '${value}' of the attribute '${key}'`);
}
