import type { Protocol } from './kinds.ts';

/** The nouns of Elastic Load Balancing as they are stored; members that answers carry have AWS's names. */

export interface Tag {
  Key: string;
  Value: string;
}

export type Attributes = Record<string, string>;

export interface LoadBalancer {
  arn: string;
  name: string;
  dnsName: string;
  createdAt: string;
  scheme: string;
  vpcId: string;
  zones: { ZoneName: string; SubnetId: string }[];
  securityGroups: string[];
  ipAddressType: string;
  attributes: Attributes;
  tags: Tag[];
}

export interface Listener {
  arn: string;
  loadBalancerArn: string;
  protocol: Protocol;
  port: number;
  actions: Action[];
  defaultRuleArn: string;
  tags: Tag[];
}

export interface Rule {
  arn: string;
  listenerArn: string;
  priority: number;
  conditions: Condition[];
  actions: Action[];
  tags: Tag[];
}

export interface TargetGroup {
  arn: string;
  name: string;
  protocol: Protocol;
  port: number;
  vpcId: string | undefined;
  targetType: string;
  healthCheck: HealthCheck;
  /** Places for targets that the proxy's backend has: it grows when they are full and never shrinks. */
  slots: number;
  attributes: Attributes;
  tags: Tag[];
}

export interface HealthCheck {
  protocol: Protocol;
  /** Of HTTP checks, as is the matcher. */
  path: string;
  /** A port, or undefined for the port of the target (`traffic-port`). */
  port: number | undefined;
  /** Seconds. */
  interval: number;
  timeout: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  /** `200`, `200,202`, `200-399`. */
  matcher: string;
}

/** The states a registered target has; `unused` is not stored, it follows from nobody forwarding to the group. */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

export interface Target {
  /** Target group ARN, id and port: what makes it one target. */
  key: string;
  targetGroupArn: string;
  id: string;
  port: number;
  /** The place in the proxy's backend, 1 and up; it keeps it as long as it is registered. */
  slot: number;
  state: TargetState;
  reason: HealthReason | undefined;
  /** Epoch milliseconds after which a draining target is gone whatever it still does. */
  drainUntil: number | undefined;
}

export interface HealthReason {
  Reason: string;
  Description: string;
}

export type Action =
  | { kind: 'forward'; targetGroupArn: string }
  | { kind: 'fixed-response'; status: number; contentType: string; body: string }
  | {
      kind: 'redirect';
      status: 301 | 302;
      protocol: string;
      host: string;
      port: string;
      path: string;
      query: string;
    };

export interface Condition {
  field: 'host-header' | 'path-pattern' | 'http-header' | 'http-request-method' | 'source-ip';
  /** Of `http-header`. */
  header?: string;
  values: string[];
}

export const targetKey = (targetGroupArn: string, id: string, port: number): string =>
  `${targetGroupArn}|${id}:${port}`;

/** The target group that an action sends to, if it does. */
export const forwardsTo = (action: Action): string | undefined =>
  action.kind === 'forward' ? action.targetGroupArn : undefined;
