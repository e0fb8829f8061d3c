import type { BalancingOperation } from '../balancing.ts';
import { notOneOf } from '../errors.ts';
import { list, page, text } from '../input.ts';
import { sslPolicies, sslPolicyView } from '../ssl-policies.ts';

const TYPES = ['application', 'network', 'gateway'];

export const describeSslPolicies: BalancingOperation = () => (input) => {
  const type = text(input.LoadBalancerType);
  if (type !== undefined && !TYPES.includes(type)) throw notOneOf('loadBalancerType', type, TYPES);
  const { items, ...next } = page(type === 'gateway' ? [] : sslPolicies(list(input.Names).map(String)), input);
  return { SslPolicies: items.map(sslPolicyView), ...next };
};
