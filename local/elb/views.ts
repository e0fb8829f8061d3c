import { actionView } from './actions.ts';
import { conditionView } from './conditions.ts';
import { healthCheckView } from './health/settings.ts';
import { isSecure, typeOf } from './kinds.ts';
import type { Listener, LoadBalancer, Rule, TargetGroup } from './model.ts';
import type { State } from './state.ts';

/** The hosted zones of load balancers' names in us-east-1; nothing here is looked up in them. */
const HOSTED_ZONES = { application: 'Z35SXDOTRQ7X7K', network: 'Z26RNL4JYFTOTI' };

export const zonesView = ({ zones }: LoadBalancer) => zones.map((zone) => ({ ...zone, LoadBalancerAddresses: [] }));

export const loadBalancerView = (balancer: LoadBalancer) => ({
  LoadBalancerArn: balancer.arn,
  DNSName: balancer.dnsName,
  CanonicalHostedZoneId: HOSTED_ZONES[typeOf(balancer.arn)],
  CreatedTime: new Date(balancer.createdAt),
  LoadBalancerName: balancer.name,
  Scheme: balancer.scheme,
  VpcId: balancer.vpcId,
  State: { Code: 'active' },
  Type: typeOf(balancer.arn),
  AvailabilityZones: zonesView(balancer),
  SecurityGroups: balancer.securityGroups,
  IpAddressType: balancer.ipAddressType,
});

export const listenerView = (listener: Listener) => ({
  ListenerArn: listener.arn,
  LoadBalancerArn: listener.loadBalancerArn,
  Port: listener.port,
  Protocol: listener.protocol,
  ...(isSecure(listener.protocol) && securityView(listener)),
  DefaultActions: listener.actions.map(actionView),
});

const securityView = ({ protocol, certificates, sslPolicy, alpnPolicy }: Listener) => ({
  Certificates: certificates.slice(0, 1).map((CertificateArn) => ({ CertificateArn })),
  SslPolicy: sslPolicy,
  ...(alpnPolicy && { AlpnPolicy: [alpnPolicy] }),
  ...(protocol === 'HTTPS' && { MutualAuthentication: { Mode: 'off' } }),
});

export const ruleView = (rule: Rule) => ({
  RuleArn: rule.arn,
  Priority: String(rule.priority),
  Conditions: rule.conditions.map(conditionView),
  Actions: rule.actions.map(actionView),
  IsDefault: false,
});

export const defaultRuleView = (listener: Listener) => ({
  RuleArn: listener.defaultRuleArn,
  Priority: 'default',
  Conditions: [],
  Actions: listener.actions.map(actionView),
  IsDefault: true,
});

export const targetGroupView = (group: TargetGroup, state: State) => ({
  TargetGroupArn: group.arn,
  TargetGroupName: group.name,
  Protocol: group.protocol,
  Port: group.port,
  ...(group.vpcId && { VpcId: group.vpcId }),
  ...healthCheckView(group),
  LoadBalancerArns: state.loadBalancersOf(group.arn),
  TargetType: group.targetType,
  ...(group.protocolVersion && { ProtocolVersion: group.protocolVersion }),
  IpAddressType: 'ipv4',
});
