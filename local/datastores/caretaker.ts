import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { KeyedQueue } from '../../lib/queue.ts';
import { whenAvailable } from '../endpoint/when-available.ts';
import type { Records } from '../store/records.ts';
import type { Stores } from './stores.ts';

/** Milliseconds between looks at whether all that should run does. */
const LOOK_EVERY = 2000;

/** Milliseconds before what went wrong is tried again. */
const RETRY_AFTER = 30_000;

/** What one kind of data store asks of its caretaker. */
export interface Care<T> {
  /** What the log calls one. */
  noun: string;
  records: Records<T>;
  /** The name of its container. */
  storeOf(id: string): string;
  /** `resting` ones are left alone, `serving` ones must run, and something is to be done on all others. */
  conditionOf(record: T): 'resting' | 'serving' | 'busy';
  /** Does what the record's status says that it is doing, which may have been begun before; writes down what it is then. */
  carry(id: string, signal: AbortSignal): Promise<void>;
  /** Writes down that this went wrong. */
  fail(id: string): void;
}

/**
 * Has done what the records of data stores say, one thing after the other for each of them, and again where the process was ended
 * in the midst of it. Brings back what does not run and should.
 */
export class Caretaker<T> {
  private readonly care: Care<T>;
  private readonly stores: Stores;
  private readonly log: Log;
  private readonly turns = new KeyedQueue();
  private readonly closing = new AbortController();
  /** The ids of those that something is done on, and until when those are left alone that went wrong. */
  private readonly atWork = new Map<string, number>();
  private readonly restUntil = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;

  constructor(care: Care<T>, { stores, log }: { stores: Stores; log: Log }) {
    this.care = care;
    this.stores = stores;
    this.log = log;
  }

  /** Goes on where the last process stopped, and looks from now on whether all runs that should. */
  start(): void {
    for (const [id, record] of this.care.records.entries())
      if (this.care.conditionOf(record) !== 'resting') this.wake(id);
    this.timer = setInterval(() => void this.look(), LOOK_EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
    this.closing.abort();
  }

  /** Has done, in the background, what the record says now. */
  wake(id: string): void {
    this.atWork.set(id, (this.atWork.get(id) ?? 0) + 1);
    const { signal } = this.closing;
    this.turns
      .run(id, () => this.work(id), { signal })
      .catch((error) => this.failed(id, error))
      .finally(() => this.rest(id));
  }

  // Private

  private work(id: string): Promise<void> {
    const { signal } = this.closing;
    const onLack = (lack: string) => this.log.error(`${lack} The ${this.care.noun} ${id} waits for it.`);
    const carry = async () => (this.care.records.has(id) ? this.care.carry(id, signal) : undefined);
    return whenAvailable(carry, { signal, onLack });
  }

  private rest(id: string): void {
    const left = (this.atWork.get(id) ?? 1) - 1;
    if (left > 0) this.atWork.set(id, left);
    else this.atWork.delete(id);
  }

  /** What went wrong is told and tried again later; the data stays. */
  private failed(id: string, error: unknown): void {
    if (this.closing.signal.aborted) return;
    this.log.error(`The ${this.care.noun} ${id} failed: ${messageOf(error)}`, error);
    this.restUntil.set(id, Date.now() + RETRY_AFTER);
    if (this.care.records.has(id)) this.care.fail(id);
  }

  /** Finds what has ended: killed containers, those of an engine that was started anew. */
  private async look(): Promise<void> {
    const wanting = this.care.records.entries().filter(([id, record]) => this.isWanting(id, record));
    if (wanting.length === 0 || this.isLooking) return;
    this.isLooking = true;
    try {
      const running = await this.stores.running();
      for (const [id, record] of wanting)
        if (!this.atWork.has(id) && !(this.isServing(record) && running.has(this.care.storeOf(id)))) this.wake(id);
    } catch {
      // The engine is away: a later look finds what it has lost.
    } finally {
      this.isLooking = false;
    }
  }

  private isWanting(id: string, record: T): boolean {
    if (this.atWork.has(id) || (this.restUntil.get(id) ?? 0) > Date.now()) return false;
    return this.care.conditionOf(record) !== 'resting';
  }

  private isServing(record: T): boolean {
    return this.care.conditionOf(record) === 'serving';
  }
}
