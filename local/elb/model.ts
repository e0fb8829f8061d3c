import type { Protocol, ProtocolVersion } from './kinds.ts';

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
  /** Of HTTPS and TLS: ARNs, the default certificate first. */
  certificates: string[];
  sslPolicy: string | undefined;
  alpnPolicy: string | undefined;
  attributes: Attributes;
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
  /** Of HTTP and HTTPS. */
  protocolVersion: ProtocolVersion | undefined;
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
  /** `200`, `200,202`, `200-399`; of gRPC groups its status codes. */
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

/** Requests go to one of several target groups, each with its share. */
export interface Forward {
  kind: 'forward';
  groups: WeightedGroup[];
  /** For how long clients stay with the group they were sent to; undefined when each request is drawn anew. */
  stickySeconds: number | undefined;
}

export interface WeightedGroup {
  arn: string;
  weight: number;
}

export type Action =
  | Forward
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
  field: 'host-header' | 'path-pattern' | 'http-header' | 'http-request-method' | 'query-string' | 'source-ip';
  /** Of `http-header`. */
  header?: string;
  /** Texts with wildcards; of `query-string` those of the values, with their keys in `keys`. */
  values: string[];
  /** Of `query-string`, one for each value; undefined where any key will do. */
  keys?: (string | undefined)[];
  /** The values are regular expressions. */
  regular?: true;
}

export const targetKey = (targetGroupArn: string, id: string, port: number): string =>
  `${targetGroupArn}|${id}:${port}`;

/** The target groups that an action sends to, if it does. */
export const groupsOf = (action: Action): string[] =>
  action.kind === 'forward' ? action.groups.map(({ arn }) => arn) : [];
