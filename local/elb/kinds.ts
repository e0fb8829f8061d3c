/** The two kinds of load balancer there are here: one passes requests on, the other bytes. */
export type BalancerType = 'application' | 'network';

/** The protocols that are carried out here, each by one kind of load balancer. */
export type Protocol = 'HTTP' | 'HTTPS' | 'TCP' | 'TLS';

/** How requests are put to the targets of an HTTP or HTTPS group. */
export type ProtocolVersion = 'HTTP1' | 'HTTP2' | 'GRPC';

/** The protocols that AWS's listeners of a kind may have. */
export const LISTENER_PROTOCOLS: Record<BalancerType, readonly string[]> = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
};

/** The kind of a load balancer, or of the one that a listener or rule belongs to: its ARN says it. */
export function typeOf(arn: string): BalancerType {
  return /:(loadbalancer|listener|listener-rule)\/net\//.test(arn) ? 'network' : 'application';
}

export const isServed = (protocol: string): protocol is Protocol => ['HTTP', 'HTTPS', 'TCP', 'TLS'].includes(protocol);

/** Whether a protocol is one of bytes rather than of requests. */
export const isNetwork = (protocol: Protocol) => protocol === 'TCP' || protocol === 'TLS';

/** Whether what is said in a protocol is encrypted. */
export const isSecure = (protocol: Protocol) => protocol === 'HTTPS' || protocol === 'TLS';
