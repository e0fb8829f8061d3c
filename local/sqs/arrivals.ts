import { EventEmitter } from 'node:events';

/** The longest that a timer can wait. */
const LONGEST = 30_000;

/** Who waits for messages of which queue. */
export class Arrivals {
  private readonly told = new EventEmitter().setMaxListeners(0);

  /** Wakes all who wait at this queue. */
  tell(queue: string): void {
    this.told.emit(queue);
  }

  /** Resolves when there is news of the queue, or at this time at the latest. */
  next(queue: string, until: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.told.off(queue, done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(Math.max(until - Date.now(), 1), LONGEST));
      this.told.on(queue, done);
    });
  }

  /** Wakes everybody: there will be no more news. */
  close(): void {
    for (const queue of this.told.eventNames()) this.told.emit(queue);
  }
}
