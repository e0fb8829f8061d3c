import type { Log } from '../../lib/log.ts';

/** Records that cannot be read tend to come in numbers: so often it is told how many they were. */
const TELL_EVERY_MS = 60_000;

/** Tells of records that are passed over, since they cannot be read: of the first one at once, then of how many more came. */
export class PassedOver {
  private readonly log: Log;
  private readonly every: number;
  private timer: NodeJS.Timeout | undefined;
  private more = 0;
  private last = '';

  constructor(log: Log, every = TELL_EVERY_MS) {
    this.log = log;
    this.every = every;
  }

  /** A record of a shard is passed over. */
  note(shard: string, sequenceNumber: string): void {
    this.last = `record ${sequenceNumber} of ${shard}`;
    if (this.timer) {
      this.more += 1;
      return;
    }
    this.log.error(`${this.last} is of no known form and is passed over`);
    this.begin();
  }

  /** Tells what is not told yet. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.tell();
  }

  // Private

  private begin(): void {
    this.timer = setInterval(() => {
      if (this.more === 0) this.stop();
      else this.tell();
    }, this.every).unref();
  }

  private tell(): void {
    const { more, last } = this;
    if (more === 0) return;
    this.more = 0;
    this.log.error(
      `${more} more ${more === 1 ? 'record was' : 'records were'} of no known form and passed over, up to ${last}`,
    );
  }
}
