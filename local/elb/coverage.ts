import type { Coverage } from '../coverage/coverage.ts';

const ACTIONS = 'Authentication (`authenticate-oidc`, `authenticate-cognito`, `jwt-validation`) is refused.';
const RULES = [ACTIONS, 'Transforms are refused.'];
const SECURITY = [
  'Certificates of Certificate Manager; server certificates of IAM and `MutualAuthentication` are refused.',
  'The post-quantum policies agree on the same protocols and ciphers as on AWS, but on classical keys.',
];
const NETWORK = "Checked as AWS does: traffic comes in on 127.0.0.1, and from the rack's containers, whatever is set.";

/** How far the operations of Elastic Load Balancing go: one HAProxy carries them out. */
export const coverage: Coverage<'elasticloadbalancing'> = {
  partial: {
    AddListenerCertificates:
      'Of several certificates for a name, an exact one goes before one with a wildcard, and ECDSA before RSA; AWS also looks at their hashes, lengths and times.',
    CreateListener: [
      'HTTP, HTTPS, TCP and TLS; UDP and QUIC are refused.',
      "On 127.0.0.1, and at the gateway of the rack's network for its containers, which know the names of load balancers; whatever the scheme is. A port serves one load balancer only.",
      ...SECURITY,
      ACTIONS,
    ],
    CreateLoadBalancer: [
      'Application and network; gateway load balancers are refused.',
      'Subnets, zones and security groups are checked as AWS does, and without effect.',
    ],
    CreateRule: RULES,
    CreateTargetGroup: [
      'HTTP and HTTPS (HTTP/1.1, HTTP/2, gRPC), TCP and TLS, of types `instance` and `ip`: UDP, QUIC, GENEVE and the types `lambda` and `alb` are refused.',
      'Targets are IPv4 addresses, also in groups of type `instance`: ECS here registers each container by its own address.',
    ],
    DescribeTargetHealth: 'Nobody looks for anomalies: `Include` adds nothing.',
    ModifyListener: [...SECURITY, ACTIONS],
    ModifyListenerAttributes:
      "Names of header fields that tell clients' certificates (`x_amzn_mtls_…`) cannot be changed: nobody is asked for one.",
    ModifyLoadBalancerAttributes: [
      'Access logs of application load balancers are delivered to their bucket, whose policy is not asked; those of network load balancers, connection and health check logs, zonal shift, DNS fail-over and secondary addresses are refused.',
      'Kept and told without effect: `routing.http.desync_mitigation_mode` (HAProxy always refuses what two servers in a row could read differently), `waf.fail_open.enabled` (there is no firewall), `ipv6.deny_all_igw_traffic`, and `load_balancing.cross_zone.enabled` of network load balancers: one machine is all zones at once.',
      '`client_keep_alive.seconds` ends connections of HTTP/1.1 only.',
    ],
    ModifyRule: RULES,
    ModifyTargetGroupAttributes: [
      'Anomaly mitigation and minimums of healthy targets for DNS fail-over are refused.',
      '`load_balancing.cross_zone.enabled` is kept and told: one machine is all zones at once.',
      "Cookies of the load balancer are not encrypted, and those that follow the application's count as long as clients keep them.",
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
