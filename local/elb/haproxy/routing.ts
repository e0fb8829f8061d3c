import { idOf } from '../arns.ts';
import type { Protocol } from '../kinds.ts';
import { type Action, type Condition, forwardsTo, type Target, type TargetGroup } from '../model.ts';
import type { State } from '../state.ts';

/** What the proxy has to do, in the proxy's terms: derived from the state, rendered as a configuration. */
export interface Routing {
  frontends: Frontend[];
  backends: Backend[];
}

export interface Frontend {
  name: string;
  protocol: Protocol;
  port: number;
  /** Seconds. */
  idleTimeout: number;
  /** HTTP: removes header fields that two servers in a row could read differently. */
  dropsInvalidHeaders: boolean;
  /** By priority, first match first. */
  rules: RoutedRule[];
  defaultBackend: string;
}

export interface RoutedRule {
  priority: number;
  conditions: Condition[];
  backend: string;
}

export type Backend = AnswerBackend | ServersBackend;

export interface AnswerBackend {
  kind: 'answer';
  name: string;
  action: Exclude<Action, { kind: 'forward' }>;
}

export interface ServersBackend {
  kind: 'servers';
  name: string;
  protocol: Protocol;
  balance: 'roundrobin' | 'leastconn';
  idleTimeout: number;
  /** TCP: tells targets the client's address in a PROXY protocol header, version 2. */
  sendsProxyHeader: boolean;
  servers: Server[];
}

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

/** Seconds after which a network load balancer forgets a connection on which nothing was said, as on AWS. */
const NETWORK_IDLE_TIMEOUT = 350;

export function routingOf(state: State): Routing {
  const frontends: Frontend[] = [];
  const backends = new Map<string, Backend>();
  for (const listener of state.listeners.all()) {
    const attributes = state.loadBalancers.get(listener.loadBalancerArn)?.attributes ?? {};
    const timeout = Number(attributes['idle_timeout.timeout_seconds'] ?? NETWORK_IDLE_TIMEOUT);
    const use = (arn: string, actions: Action[]) => {
      const backend = backendFor(state, arn, actions, timeout);
      backends.set(backend.name, backend);
      return backend.name;
    };
    frontends.push({
      name: `listener_${idOf(listener.arn)}`,
      protocol: listener.protocol,
      port: listener.port,
      idleTimeout: timeout,
      dropsInvalidHeaders: attributes['routing.http.drop_invalid_header_fields.enabled'] === 'true',
      rules: state.rulesOf(listener.arn).map(({ arn, priority, conditions, actions }) => {
        return { priority, conditions, backend: use(arn, actions) };
      }),
      defaultBackend: use(listener.arn, listener.actions),
    });
  }
  return { frontends, backends: [...backends.values()] };
}

// Private

function backendFor(state: State, ruleArn: string, actions: Action[], idleTimeout: number): Backend {
  const action = actions.at(-1) as Action;
  const group = state.targetGroups.get(forwardsTo(action) ?? '');
  if (action.kind === 'forward' && group) return serversBackend(group, state.targetsOf(group.arn), idleTimeout);
  return { kind: 'answer', name: `answer_${idOf(ruleArn)}`, action: action.kind === 'forward' ? GONE : action };
}

/** What answers where the target group is gone. */
const GONE: AnswerBackend['action'] = {
  kind: 'fixed-response',
  status: 503,
  contentType: 'text/plain',
  body: '',
};

function serversBackend(group: TargetGroup, targets: Target[], idleTimeout: number): ServersBackend {
  const bySlot = new Map(targets.map((target) => [target.slot, target]));
  const failOpen = !targets.some((target) => target.state === 'healthy');
  const slots = Array.from({ length: group.slots }, (_, index) => index + 1);
  return {
    kind: 'servers',
    name: backendOf(group.arn),
    protocol: group.protocol,
    balance:
      group.attributes['load_balancing.algorithm.type'] === 'least_outstanding_requests' ? 'leastconn' : 'roundrobin',
    idleTimeout,
    sendsProxyHeader: group.attributes['proxy_protocol_v2.enabled'] === 'true',
    servers: slots.map((slot) => serverAt(slot, bySlot.get(slot), failOpen)),
  };
}

/** A place that takes nothing has no address, so that it gets one when it begins to. */
function serverAt(slot: number, target: Target | undefined, failOpen: boolean): Server {
  const mode = target ? modeOf(target, failOpen) : 'maint';
  if (!target || mode === 'maint') return { name: `s${slot}`, address: '127.0.0.1', port: 1, mode: 'maint' };
  return { name: serverOf(target), address: target.id, port: target.port, mode };
}

/** As on AWS, a group without any healthy target sends to all of its unhealthy ones rather than to none. */
function modeOf({ state }: Target, failOpen: boolean): Server['mode'] {
  if (state === 'healthy' || (state === 'unhealthy' && failOpen)) return 'ready';
  return state === 'initial' ? 'maint' : 'drain';
}
