import { randomUUID } from 'node:crypto';
import type { Log } from '../../lib/log.ts';
import type { Config } from '../config.ts';
import type { Database } from '../store/database.ts';
import { Agenda, type Entry } from './agenda.ts';
import type { Clock } from './clock.ts';
import { lastDue, nextDue } from './due.ts';
import type { Invocation, Schedule, Target } from './model.ts';
import { retryAt } from './retries.ts';
import { keyOf, type Store } from './store.ts';
import type { CallTarget, Refusal } from './target-call.ts';
import { groupArn, scheduleArn } from './views.ts';

export interface RunnerDeps {
  store: Store;
  config: Config;
  database: Database;
  clock: Clock;
  log: Log;
  callTarget: CallTarget;
}

/** Milliseconds until it is tried again what could not be written down. */
const AFTER_FAILURE = 5000;

/**
 * Carries schedules out. A due time becomes an invocation in the same transaction in which its schedule gets its next one, and the invocation
 * goes when its target has taken it: so a process that is killed at whatever moment runs each due time once. Of those that passed while nobody
 * looked, only the last is made up for, if it is not too old to be tried.
 */
export class Runner {
  private readonly deps: RunnerDeps;
  private readonly agenda = new Agenda();
  private callOff = () => {};
  private isOpen = false;
  private working: Promise<void> | undefined;

  constructor(deps: RunnerDeps) {
    this.deps = deps;
  }

  start(): void {
    this.isOpen = true;
    const { schedules, invocations } = this.deps.store;
    for (const schedule of schedules.all()) this.note(schedule);
    for (const { id, at } of invocations.all()) this.agenda.add({ key: id, at });
    this.arm();
  }

  async stop(): Promise<void> {
    this.isOpen = false;
    this.callOff();
    await this.working;
  }

  /** A schedule is due at another time than before. */
  changed(schedule: Schedule): void {
    this.note(schedule);
    this.arm();
  }

  /** Resolves when all that was due by now has been tried. */
  async settled(): Promise<void> {
    while (this.working) await this.working;
  }

  // Private

  private note(schedule: Schedule): void {
    if (schedule.next !== undefined) this.agenda.add({ key: keyOf(schedule), at: schedule.next });
  }

  /** Waits for what is next. */
  private arm(earliest = -Infinity): void {
    this.callOff();
    const next = this.agenda.earliest();
    if (!this.isOpen || this.working || !next) return;
    this.callOff = this.deps.clock.alarm(Math.max(next.at, earliest), () => this.wake());
  }

  private wake(): void {
    if (!this.isOpen || this.working) return;
    const { clock, log } = this.deps;
    let earliest = -Infinity;
    this.working = this.work()
      .catch((error) => {
        log.error('schedules could not be looked after', error);
        earliest = clock.now() + AFTER_FAILURE;
      })
      .finally(() => {
        this.working = undefined;
        this.arm(earliest);
      });
  }

  /** Looks at all that is due, one after the other. What fails to be written down stays on the agenda. */
  private async work(): Promise<void> {
    const { clock } = this.deps;
    for (let due = this.agenda.earliest(); this.isOpen && due && due.at <= clock.now(); due = this.agenda.earliest()) {
      this.agenda.take();
      try {
        await this.look(due);
      } catch (error) {
        this.agenda.add(due);
        throw error;
      }
    }
  }

  /** Entries of schedules and invocations that are due at another time by now, or gone, mean nothing. */
  private async look({ key, at }: Entry): Promise<void> {
    const schedule = this.deps.store.schedules.get(key);
    const invocation = this.deps.store.invocations.get(key);
    if (schedule?.next === at) this.begin(schedule);
    if (invocation?.at === at) await this.attempt(invocation);
  }

  private begin(schedule: Schedule): void {
    const { store, database, clock } = this.deps;
    const now = clock.now();
    const due = lastDue(schedule, Math.max(schedule.next ?? now, now - oldest(schedule.settings.Target)), now);
    const later = { ...schedule, next: nextDue(schedule, now) };
    const invocation = due === undefined ? undefined : this.newInvocation(schedule, due, now);
    database.atomically(() => {
      store.schedules.save(later);
      if (invocation) store.invocations.save(invocation);
      else this.complete(later);
    });
    this.note(later);
    if (invocation) this.agenda.add({ key: invocation.id, at: invocation.at });
    else this.deps.log.error(`${this.arnOf(schedule)}: what was due at ${shown(schedule.next)} is too old to be run`);
  }

  private newInvocation(schedule: Schedule, due: number, at: number): Invocation {
    const { Target: target } = schedule.settings;
    return {
      id: randomUUID(),
      schedule: keyOf(schedule),
      arn: this.arnOf(schedule),
      groupArn: groupArn(schedule.group, this.deps.config),
      target,
      due,
      attempts: 0,
      at,
    };
  }

  private async attempt(invocation: Invocation): Promise<void> {
    const { store, callTarget, clock } = this.deps;
    const refusal = await callTarget(invocation);
    // Its schedule may have been deleted meanwhile.
    if (!store.invocations.get(invocation.id)) return;
    const tried = { ...invocation, attempts: invocation.attempts + 1 };
    const at = refusal?.mayPass ? retryAt(tried, clock.now()) : undefined;
    if (at === undefined) return this.end(tried, refusal);
    store.invocations.save({ ...tried, at });
    this.agenda.add({ key: tried.id, at });
  }

  private end(invocation: Invocation, refusal: Refusal | undefined): void {
    const { store, database, log } = this.deps;
    const { arn, due, attempts } = invocation;
    if (refusal)
      log.error(`${arn}: what was due at ${shown(due)} is given up after attempt ${attempts}: ${refusal.reason}`);
    database.atomically(() => {
      store.invocations.remove(invocation);
      const schedule = store.schedules.get(invocation.schedule);
      if (schedule) this.complete(schedule);
    });
  }

  /** A schedule that is never due again and of which nothing is tried any more goes, if it is told to. */
  private complete(schedule: Schedule): void {
    const { store } = this.deps;
    const { ActionAfterCompletion, State } = schedule.settings;
    if (ActionAfterCompletion !== 'DELETE' || State !== 'ENABLED' || schedule.next !== undefined) return;
    if (store.invocationsOf(keyOf(schedule)).length === 0) store.forget(schedule);
  }

  private arnOf(schedule: Schedule): string {
    return scheduleArn(schedule, this.deps.config);
  }
}

// Private

/** Milliseconds after which it is too late for a target. */
function oldest({ RetryPolicy }: Target): number {
  return RetryPolicy.MaximumEventAgeInSeconds * 1000;
}

function shown(time: number | undefined): string {
  return time === undefined ? 'no time' : new Date(time).toISOString();
}
