import { idOf } from '../arns.ts';
import type { Action, Attributes, Target, TargetGroup } from '../model.ts';
import {
  type AnswerBackend,
  backendOf,
  type Server,
  type ServersBackend,
  type Stickiness,
  serverOf,
} from './routing.ts';

/** The backend of a rule that the proxy answers itself. */
export const answerBackend = (
  ruleArn: string,
  action: Exclude<Action, { kind: 'forward' }>,
  scheme: AnswerBackend['scheme'],
): AnswerBackend => ({ kind: 'answer', name: `answer_${idOf(ruleArn)}`, scheme, action });

/** The backend of a target group. */
export function serversBackend(group: TargetGroup, targets: Target[], idleTimeout: number): ServersBackend {
  const { attributes } = group;
  const stickiness = stickinessOf(attributes);
  const bySlot = new Map(targets.map((target) => [target.slot, target]));
  const failOpen = tooFewHealthy(targets, attributes);
  const slots = Array.from({ length: group.slots }, (_, index) => index + 1);
  return {
    kind: 'servers',
    name: backendOf(group.arn),
    protocol: group.protocol,
    version: group.protocolVersion,
    balance: balanceOf(attributes),
    idleTimeout,
    sendsProxyHeader: attributes['proxy_protocol_v2.enabled'] === 'true',
    slowStart: Number(attributes['slow_start.duration_seconds'] ?? 0),
    stickiness,
    servers: slots.map((slot) => serverAt(slot, bySlot.get(slot), failOpen, stickiness !== undefined)),
  };
}

// Private

function balanceOf(attributes: Attributes): ServersBackend['balance'] {
  const bySource = attributes['stickiness.enabled'] === 'true' && attributes['stickiness.type'] === 'source_ip';
  if (bySource) return 'source';
  return BALANCES[attributes['load_balancing.algorithm.type'] ?? ''] ?? 'roundrobin';
}

const BALANCES: Record<string, ServersBackend['balance']> = {
  least_outstanding_requests: 'leastconn',
  weighted_random: 'random',
};

function stickinessOf(attributes: Attributes): Stickiness | undefined {
  const kind = attributes['stickiness.type'];
  if (attributes['stickiness.enabled'] !== 'true') return undefined;
  if (kind === 'lb_cookie') return { kind, seconds: Number(attributes['stickiness.lb_cookie.duration_seconds']) };
  if (kind !== 'app_cookie') return undefined;
  const seconds = Number(attributes['stickiness.app_cookie.duration_seconds']);
  return { kind, seconds, cookie: attributes['stickiness.app_cookie.cookie_name'] ?? '' };
}

const UNHEALTHY_ROUTING = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';

/** As on AWS, a group with fewer healthy targets than it wants sends to its unhealthy ones too, rather than to few or none. */
function tooFewHealthy(targets: Target[], attributes: Attributes): boolean {
  const healthy = targets.filter(({ state }) => state === 'healthy').length;
  const percentage = attributes[`${UNHEALTHY_ROUTING}.percentage`] ?? 'off';
  if (healthy < Number(attributes[`${UNHEALTHY_ROUTING}.count`] ?? 1)) return true;
  return percentage !== 'off' && healthy * 100 < targets.length * Number(percentage);
}

/** A place that takes nothing has no address, so that it gets one when it begins to. */
function serverAt(slot: number, target: Target | undefined, failOpen: boolean, sticky: boolean): Server {
  const mode = target ? modeOf(target, failOpen) : 'maint';
  if (!target || mode === 'maint') return { name: `s${slot}`, address: '127.0.0.1', port: 1, mode: 'maint' };
  // Clients would follow their cookies even to a place that drains: it is closed, and ends what it has all the same.
  const closed = mode === 'drain' && sticky;
  return { name: serverOf(target), address: target.id, port: target.port, mode: closed ? 'maint' : mode };
}

function modeOf({ state }: Target, failOpen: boolean): Server['mode'] {
  if (state === 'healthy' || (state === 'unhealthy' && failOpen)) return 'ready';
  return state === 'initial' ? 'maint' : 'drain';
}
