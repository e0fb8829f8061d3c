import type { Coverage } from '../coverage/coverage.ts';

const ACTIONS = 'Forwarding to several target groups, stickiness of groups and authentication are refused.';
const CONDITIONS = 'Conditions on query strings and regular expressions are refused.';
const NETWORK = 'Checked as AWS does: traffic comes in on 127.0.0.1, whatever is set.';

/** How far the operations of Elastic Load Balancing go: one HAProxy carries them out. */
export const coverage: Coverage<'elasticloadbalancing'> = {
  partial: {
    CreateListener: [
      'HTTP and TCP; HTTPS, TLS, UDP and QUIC are refused.',
      'On 127.0.0.1, whatever the scheme is; a port serves one load balancer only.',
      ACTIONS,
    ],
    CreateLoadBalancer: [
      'Application and network; gateway load balancers are refused.',
      'Subnets, zones and security groups are checked as AWS does, and without effect.',
    ],
    CreateRule: [ACTIONS, CONDITIONS],
    CreateTargetGroup: [
      'HTTP (HTTP/1.1) and TCP, of types `instance` and `ip`: HTTPS, TLS, UDP, gRPC, HTTP/2 and the types `lambda` and `alb` are refused.',
      'Targets are IPv4 addresses, also in groups of type `instance`: ECS here registers each container by its own address.',
    ],
    ModifyListener: ACTIONS,
    ModifyLoadBalancerAttributes: [
      'Access logs, zonal shift and DNS fail-over are refused.',
      '`load_balancing.cross_zone.enabled` of network load balancers is kept and told: one machine is all zones at once.',
    ],
    ModifyRule: [ACTIONS, CONDITIONS],
    ModifyTargetGroupAttributes: [
      'Stickiness and slow start are refused.',
      '`preserve_client_ip.enabled` at `true`, the default of groups of type `instance`: targets see the address of the proxy. It can be set to `false`, which is what happens, and for other groups not to `true`. `proxy_protocol_v2.enabled` does tell targets the client.',
    ],
    RegisterTargets:
      'New targets are probed quickly until the first success, which is enough to be healthy for both types of balancer.',
  },
  inert: {
    SetSecurityGroups: NETWORK,
    SetSubnets: NETWORK,
  },
};
