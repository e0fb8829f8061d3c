import { idOf } from '../arns.ts';
import type { Presented } from '../certificate-source.ts';
import type { Protocol, ProtocolVersion } from '../kinds.ts';
import type { Action, Condition, Target } from '../model.ts';
import type { SslPolicy } from '../ssl-policies.ts';

/** What the proxy has to do, in the proxy's terms: derived from the state, rendered as a configuration. */
export interface Routing {
  frontends: Frontend[];
  backends: Backend[];
}

export interface Frontend {
  name: string;
  protocol: Protocol;
  port: number;
  /** Where containers reach this machine: it listens there too. */
  gateway?: string | undefined;
  /** Seconds. */
  idleTimeout: number;
  /** Of HTTPS and TLS. */
  tls: Tls | undefined;
  /** Of HTTP and HTTPS: what is done to requests and answers. */
  fields: Fields;
  /** First match first; a backend, or the name of a choice. */
  rules: RoutedRule[];
  defaultBackend: string;
  choices: Choice[];
  /** Of HTTP and HTTPS: writes down each request. */
  logs: boolean;
}

export interface RoutedRule {
  priority: number;
  conditions: Condition[];
  backend: string;
}

/** How a frontend shows who it is. */
export interface Tls {
  /** The default certificate first: it is shown where no other fits the name that a client asks for. */
  certificates: Presented[];
  policy: SslPolicy;
  /** The protocols that clients are offered, best first. */
  alpn: readonly string[];
}

export interface Fields {
  /** Removes header fields that two servers in a row could read differently. */
  dropsInvalid: boolean;
  /** What becomes of X-Forwarded-For. */
  forwardedFor: 'append' | 'preserve' | 'remove';
  tellsClientPort: boolean;
  preservesHost: boolean;
  /** The fields that tell targets the version of TLS and the ciphers, where they are told. */
  tlsFields: { version: string; ciphers: string } | undefined;
  /** Seconds after which a client's connection ends with the next answer. */
  keepAlive: number;
  /** Leaves the field `Server` in answers. */
  showsServer: boolean;
  /** Further fields of every answer, by their names. */
  answers: Readonly<Record<string, string>>;
}

/** Some backends of which requests go to one, by their weights. */
export interface Choice {
  name: string;
  ways: { backend: string; weight: number }[];
  /** For how long clients stay with the backend they were sent to. */
  stickySeconds: number | undefined;
}

export type Backend = AnswerBackend | ServersBackend;

export interface AnswerBackend {
  kind: 'answer';
  name: string;
  /** What `#{protocol}` stands for. */
  scheme: 'http' | 'https';
  action: Exclude<Action, { kind: 'forward' }>;
}

export interface ServersBackend {
  kind: 'servers';
  name: string;
  protocol: Protocol;
  version: ProtocolVersion | undefined;
  balance: 'roundrobin' | 'leastconn' | 'random' | 'source';
  idleTimeout: number;
  /** TCP: tells targets the client's address in a PROXY protocol header, version 2. */
  sendsProxyHeader: boolean;
  /** Seconds in which a target that becomes healthy gets its full share; 0 for at once. */
  slowStart: number;
  stickiness: Stickiness | undefined;
  servers: Server[];
}

/** Clients stay with their target by a cookie: one of the load balancer's own, or one that follows the application's. */
export type Stickiness =
  | { kind: 'lb_cookie'; seconds: number }
  | { kind: 'app_cookie'; seconds: number; cookie: string };

/** One place for a target in a backend: `ready` takes requests, `drain` ends those it has, `maint` is empty. */
export interface Server {
  name: string;
  address: string;
  port: number;
  mode: 'ready' | 'drain' | 'maint';
}

/** The backend of a target group, and the server of a target in it. */
export const backendOf = (targetGroupArn: string) => `tg_${idOf(targetGroupArn)}`;
export const serverOf = (target: Target) => `s${target.slot}`;
