import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../lib/failure.ts';
import { type Pace, waits } from '../../lib/retry.ts';
import type { Cluster, TaskInfo } from '../aws/ecs.ts';
import type { MachineInfo, Machines } from '../aws/machines.ts';
import type { Store } from '../store/store.ts';

export interface DepartureProgress {
  tell(text: string): void;
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
}

export interface DepartureOptions {
  machines: Pick<Machines, 'terminate'>;
  cluster: Pick<Cluster, 'tasksOn'>;
  store: Pick<Store, 'terminations'>;
  pace?: Pace;
}

type Leaving = Pick<MachineInfo, 'id' | 'arn'>;

/** Quick at first, for tests and small racks; a machine with much on it takes minutes. */
const PACE: Pace = { first: 250, factor: 1.5, most: 10_000 };

/** A machine on its way out: what runs on it moves, then it is ended. */
export class Departure {
  private readonly options: DepartureOptions;
  /** Instance → what ends it, so that two who ask wait for the same. */
  private readonly ending = new Map<string, { done: Promise<void>; stop: AbortController }>();

  constructor(options: DepartureOptions) {
    this.options = options;
  }

  /** Answers when nothing of the apps runs on it any more; tells what it waits for, each time that is less. */
  async untilEmpty({ id, arn }: Leaving, { tell, signal }: DepartureProgress): Promise<void> {
    let left: number | undefined;
    for (const wait of waits(this.options.pace ?? PACE)) {
      signal.throwIfAborted();
      const tasks = await this.options.cluster.tasksOn(arn);
      if (tasks.length === 0) return tell(`Nothing of the apps runs on ${id} any more`);
      if (tasks.length !== left) tell(`${id}: waiting for ${namesOf(tasks)}`);
      left = tasks.length;
      // The reason is told, not that a wait was cut short.
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** Waits until it is empty and ends it. That goes on when `signal` aborts, which ends the wait of the caller alone. */
  async end(machine: Leaving, progress: DepartureProgress): Promise<void> {
    const running = this.ending.get(machine.id) ?? this.begin(machine, progress);
    await abandoned(running.done, progress.signal);
  }

  /** A machine stays after all. */
  callOff(id: string): void {
    this.options.store.terminations.remove(id);
    this.ending.get(id)?.stop.abort(calledOff(id));
  }

  // Private

  private begin(machine: Leaving, { tell }: DepartureProgress) {
    const stop = new AbortController();
    const done = this.carryOut(machine, { tell, signal: stop.signal }).finally(() => this.ending.delete(machine.id));
    done.catch(() => {});
    const running = { done, stop };
    this.ending.set(machine.id, running);
    return running;
  }

  private async carryOut(machine: Leaving, progress: DepartureProgress): Promise<void> {
    await this.untilEmpty(machine, progress);
    await this.options.machines.terminate(machine.id);
    this.options.store.terminations.remove(machine.id);
    progress.tell(`${machine.id} is terminated; its group starts another one`);
  }
}

// Private

/** Names so many of what it waits for. */
const MOST_NAMED = 5;

function namesOf(tasks: readonly TaskInfo[]): string {
  const names = tasks.map(({ app, process }) => `${app} ${process}`).sort();
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function abandoned(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

function calledOff(id: string): Failure {
  return new Failure('instance_stays', `${id} was activated again.`, { hint: 'See: ssh rack instances' });
}
