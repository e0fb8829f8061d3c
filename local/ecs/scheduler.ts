import type { Log } from '../../lib/log.ts';
import type { Actions } from './actions.ts';
import type { EcsService, Task } from './model.ts';
import { plan } from './planner.ts';
import { comingOfAge, nextLook, situationOf } from './situation.ts';
import { type Store, tasksOf } from './store.ts';
import type { Targets } from './targets.ts';

export interface SchedulerDeps {
  store: Store;
  targets: Targets;
  actions: Actions;
  /** Asks the engine whether a task still runs, and notes its end. */
  check: (task: Task) => Promise<void>;
  log: Log;
}

interface Turn {
  again: boolean;
}

/** Keeps every service on its way: looks, plans, acts, and looks again when something changed or time is up. */
export class Scheduler {
  private readonly turns = new Map<string, Turn>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly deps: SchedulerDeps;
  private running = false;

  constructor(deps: SchedulerDeps) {
    this.deps = deps;
  }

  start(): void {
    this.running = true;
    for (const service of this.deps.store.services.all()) this.wake(service);
  }

  stop(): void {
    this.running = false;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Something about the service changed: looks at it as soon as this turn of the event loop is over. */
  wake(service: EcsService): void {
    const turn = this.turns.get(service.arn);
    if (turn) turn.again = true;
    else if (this.running && service.status !== 'INACTIVE') this.take(service);
  }

  // Private

  private take(service: EcsService): void {
    const turn = { again: false };
    this.turns.set(service.arn, turn);
    clearTimeout(this.timers.get(service.arn));
    this.timers.delete(service.arn);
    setImmediate(() => void this.run(service, turn));
  }

  private async run(service: EcsService, turn: Turn): Promise<void> {
    try {
      do {
        turn.again = false;
        turn.again = (await this.step(service)) || turn.again;
      } while (turn.again && this.running);
    } catch (error) {
      if (this.running) this.deps.log.error(`The service ${service.name} could not be looked after`, error);
    } finally {
      this.turns.delete(service.arn);
    }
    if (this.running && service.status !== 'INACTIVE') this.lookLater(service);
  }

  /** True when it did something, so that it must be looked at again. */
  private async step(service: EcsService): Promise<boolean> {
    const { store, targets, actions, check } = this.deps;
    // A busy engine may be late to tell that one ended: no task is taken for healthy on the word of nobody.
    const now = Date.now();
    await Promise.all(comingOfAge(store, service, now).map(check));
    const health = await targets.health(tasksOf(store, service));
    if (!this.running || service.status === 'INACTIVE') return false;
    const steps = plan(situationOf(store, service, health, now));
    if (steps.length === 0) return actions.settle(service);
    for (const step of steps) actions.take(service, step);
    return true;
  }

  private lookLater(service: EcsService): void {
    const wait = nextLook(this.deps.store, service);
    if (wait === undefined) return;
    this.timers.set(
      service.arn,
      setTimeout(() => this.wake(service), wait),
    );
  }
}
