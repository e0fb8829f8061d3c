/** The two kinds of load balancer there are here: one passes requests on, the other bytes. */
export type BalancerType = 'application' | 'network';

/** The protocols that are carried out here, each by one kind of load balancer. */
export type Protocol = 'HTTP' | 'TCP';

/** The protocols that AWS's listeners of a kind may have. */
export const LISTENER_PROTOCOLS: Record<BalancerType, readonly string[]> = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
};

/** The kind of a load balancer, or of the one that a listener or rule belongs to: its ARN says it. */
export function typeOf(arn: string): BalancerType {
  return /:(loadbalancer|listener|listener-rule)\/net\//.test(arn) ? 'network' : 'application';
}

export const isServed = (protocol: string): protocol is Protocol => protocol === 'HTTP' || protocol === 'TCP';
