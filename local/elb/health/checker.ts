import { setTimeout as sleep } from 'node:timers/promises';
import type { Target, TargetGroup } from '../model.ts';
import { judge, newStanding, type Standing, waitAfter } from './judge.ts';
import { probe } from './probe.ts';

/** What the checker needs of the rest: the target's group as it is now, and somebody to tell. */
export interface Patient {
  group(): TargetGroup | undefined;
  changed(target: Target): void;
}

/** Probes targets, each in a loop of its own, and writes what it finds into them. */
export class HealthChecker {
  private readonly loops = new Map<string, AbortController>();

  /** Begins to probe a target, from the state it has. Does nothing when it is probed already. */
  watch(target: Target, patient: Patient): void {
    if (this.loops.has(target.key)) return;
    const loop = new AbortController();
    this.loops.set(target.key, loop);
    void this.run(target, patient, loop.signal).catch(() => {});
  }

  forget(key: string): void {
    this.loops.get(key)?.abort();
    this.loops.delete(key);
  }

  isWatched(key: string): boolean {
    return this.loops.has(key);
  }

  stop(): void {
    for (const key of [...this.loops.keys()]) this.forget(key);
  }

  // Private

  private async run(target: Target, patient: Patient, signal: AbortSignal): Promise<void> {
    let standing: Standing | undefined;
    for (let group = patient.group(); group; group = patient.group()) {
      standing ??= newStanding(target.state === 'draining' ? 'initial' : target.state, Date.now());
      const finding = await probe(target.id, target.port, group, signal);
      signal.throwIfAborted();
      standing = judge(standing, finding, group.healthCheck, Date.now());
      const reason = standing.state === 'healthy' ? undefined : (finding ?? target.reason);
      const news = target.state !== standing.state;
      Object.assign(target, { state: standing.state, reason: standing.state === 'initial' ? INITIAL : reason });
      if (news) patient.changed(target);
      await sleep(waitAfter(standing, group.healthCheck, Date.now()), undefined, { signal });
    }
  }
}

/** Why a target is not healthy yet. */
export const INITIAL = { Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' };
