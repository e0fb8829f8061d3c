import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { waits } from '../../lib/retry.ts';
import { unavailable } from '../endpoint/unavailable.ts';
import type { HaProxy } from './haproxy/proxy.ts';
import { backendOf, serverOf } from './haproxy/routing.ts';
import { HealthChecker } from './health/checker.ts';
import { REGISTERING } from './health/judge.ts';
import { isNetwork } from './kinds.ts';
import { type Target, type TargetGroup, targetKey } from './model.ts';
import type { Router } from './router.ts';
import type { State } from './state.ts';

/** Between looks at whether a draining target has nothing in flight any more. */
const DRAIN_PACE = { first: 5, factor: 1.5, most: 250 };

const UNHEALTHY_TERMINATION = 'target_health_state.unhealthy.connection_termination.enabled';

/** The life of targets: registered, probed, routed to, drained, gone. */
export class Targets {
  private readonly state: State;
  private readonly router: Router;
  private readonly proxy: HaProxy;
  private readonly log: Log;
  private readonly checker = new HealthChecker();
  private readonly draining = new Set<string>();
  private stopped = false;

  constructor(deps: { state: State; router: Router; proxy: HaProxy; log: Log }) {
    this.state = deps.state;
    this.router = deps.router;
    this.proxy = deps.proxy;
    this.log = deps.log;
  }

  register(group: TargetGroup, id: string, port: number): void {
    const known = this.state.targets.get(targetKey(group.arn, id, port));
    if (known && known.state !== 'draining') return;
    const slot = known?.slot ?? this.freeSlot(group);
    const key = targetKey(group.arn, id, port);
    const state = { state: 'initial' as const, reason: REGISTERING, drainUntil: undefined };
    this.state.targets.save({ key, targetGroupArn: group.arn, id, port, slot, ...state });
    this.refresh();
  }

  /** Takes no new requests from now on; gone as soon as it has none in flight, at the latest after the group's delay. */
  deregister(group: TargetGroup, target: Target): void {
    if (target.state === 'draining') return;
    const delay = Number(group.attributes['deregistration_delay.timeout_seconds']);
    this.checker.forget(target.key);
    this.state.targets.save({ ...target, state: 'draining', reason: undefined, drainUntil: Date.now() + delay * 1000 });
    this.refresh();
  }

  /** Starts and ends probing and draining where the state says so: after every change of it. */
  refresh(): void {
    const used = this.state.usedTargetGroups();
    for (const target of this.state.targets.all()) {
      if (target.state === 'draining') this.drain(target);
      else if (used.has(target.targetGroupArn)) this.watch(target);
      else this.rest(target);
    }
  }

  /** Takes back what was known of targets' health: their addresses may be others' by now. */
  forgetHealth(): void {
    for (const target of this.state.targets.where(({ state }) => state !== 'draining')) {
      this.checker.forget(target.key);
      this.state.targets.save({ ...target, state: 'initial', reason: REGISTERING });
    }
  }

  /** Without a drain: when the whole group goes. */
  remove(target: Target): void {
    this.checker.forget(target.key);
    this.state.targets.remove(target);
  }

  stop(): void {
    this.stopped = true;
    this.checker.stop();
  }

  // Private

  private freeSlot(group: TargetGroup): number {
    const taken = new Set(this.state.targetsOf(group.arn).map(({ slot }) => slot));
    for (let slot = 1; slot <= group.slots; slot++) if (!taken.has(slot)) return slot;
    this.state.targetGroups.save({ ...group, slots: group.slots * 2 });
    return group.slots + 1;
  }

  private watch(target: Target): void {
    this.checker.watch(target, {
      group: () => this.state.targetGroups.get(target.targetGroupArn),
      changed: (changed) => this.changed(changed),
    });
  }

  /** What could not be written down is news again after the next probe. */
  private changed(target: Target): void {
    try {
      this.state.targets.save(target);
    } catch (error) {
      if (!unavailable(error)) throw error;
      this.log.error(`what target ${target.id}:${target.port} has become could not be written down`, error);
      return;
    }
    this.log.info(`target ${target.id}:${target.port} is ${target.state}`);
    this.applyInBackground();
    if (target.state === 'unhealthy') this.cutInBackground(target);
  }

  /** Nobody forwards to its group, so it is not probed; when somebody does again, it begins anew. */
  private rest(target: Target): void {
    if (!this.checker.isWatched(target.key)) return;
    this.checker.forget(target.key);
    this.state.targets.save({ ...target, state: 'initial', reason: REGISTERING });
  }

  private drain(target: Target): void {
    if (this.draining.has(target.key) || this.stopped) return;
    this.draining.add(target.key);
    this.finish(target)
      .catch((error) => this.log.error(`draining ${target.id}:${target.port} failed`, error))
      .finally(() => this.draining.delete(target.key));
  }

  private async finish(target: Target): Promise<void> {
    const isDraining = () => this.state.targets.get(target.key)?.state === 'draining' && !this.stopped;
    await this.router.apply();
    for (const wait of waits(DRAIN_PACE)) {
      if (!isDraining() || (await this.isIdle(target))) break;
      await sleep(wait);
    }
    if (!isDraining()) return;
    this.state.targets.remove(target);
    this.applyInBackground();
  }

  private async isIdle(target: Target): Promise<boolean> {
    if (!this.state.usedTargetGroups().has(target.targetGroupArn)) return true;
    const place = [backendOf(target.targetGroupArn), serverOf(target)] as const;
    if ((await this.proxy.inFlight(...place)) === 0) return true;
    if (Date.now() < (target.drainUntil ?? 0)) return false;
    if (this.cuts(target, 'deregistration_delay.connection_termination.enabled')) await this.proxy.cut(...place);
    return true;
  }

  /** Only network load balancers can leave connections to a target that is no longer one; others always cut. */
  private cuts({ targetGroupArn }: Target, attribute: string): boolean {
    const group = this.state.targetGroups.get(targetGroupArn);
    return !group || !isNetwork(group.protocol) || group.attributes[attribute] === 'true';
  }

  /** A network load balancer ends the connections to a target that became unhealthy, unless it is told not to. */
  private cutInBackground(target: Target): void {
    const group = this.state.targetGroups.get(target.targetGroupArn);
    if (!group || !isNetwork(group.protocol) || !this.cuts(target, UNHEALTHY_TERMINATION)) return;
    this.proxy
      .cut(backendOf(group.arn), serverOf(target))
      .catch((error) => this.log.error(`connections to ${target.id}:${target.port} could not be cut`, error));
  }

  private applyInBackground(): void {
    this.router.apply().catch((error) => this.log.error('the router could not be brought up to date', error));
  }
}
