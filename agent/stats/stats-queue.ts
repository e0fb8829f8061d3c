import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { pause } from '../../lib/pause.ts';
import { Backoff } from '../backoff.ts';
import type { Stream } from '../kinesis.ts';

/** Records that wait for a stream that is away: half an hour of them; then the oldest are dropped. */
const MOST_WAITING = 180;

/** What one call carries. */
const MOST_SENT = 20;

/** Ships samples, each of which says its own time. They are for plots: when the stream is away for long, the oldest go. */
export class StatsQueue {
  /** How many samples were dropped. */
  dropped = 0;
  private readonly stream: Stream;
  private readonly partitionKey: string;
  private readonly log: Log;
  private waiting: Buffer[] = [];
  private isAway = false;
  private wake: () => void = () => {};

  constructor({ stream, partitionKey, log }: { stream: Stream; partitionKey: string; log: Log }) {
    this.stream = stream;
    this.partitionKey = partitionKey;
    this.log = log;
  }

  add(data: Buffer): void {
    this.waiting.push(data);
    if (this.waiting.length > MOST_WAITING) {
      this.waiting.shift();
      this.dropped += 1;
    }
    this.wake();
  }

  /** Ships until the signal aborts; a call that is not answered by then is left alone. */
  async run(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.shipAll(signal), aborted]);
  }

  // Private

  private async shipAll(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff();
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      if (this.waiting.length === 0) await this.somethingToDo();
      else if (await this.ship()) backoff.reset();
      else await pause(backoff.next(), signal);
    }
  }

  /** True when all that was sent was taken; what was not is sent again. */
  private async ship(): Promise<boolean> {
    const sent = this.waiting.slice(0, MOST_SENT);
    try {
      const answers = await this.stream.put(sent.map((data) => ({ partitionKey: this.partitionKey, data })));
      const taken = new Set(sent.filter((_, index) => answers[index] === undefined));
      this.waiting = this.waiting.filter((data) => !taken.has(data));
      this.isAway = false;
      return taken.size === sent.length;
    } catch (error) {
      if (!this.isAway) this.log.error(`the stream does not take samples, trying again: ${messageOf(error)}`);
      this.isAway = true;
      return false;
    }
  }

  private somethingToDo(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
