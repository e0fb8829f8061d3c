import { setMaxListeners } from 'node:events';
import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { LogOrigin } from '../../wire/log-record.ts';
import { Backoff, pause } from '../backoff.ts';
import type { Entry, Stream } from '../kinesis.ts';
import { Outbox } from './outbox.ts';

/** Kinesis takes 5 MiB and 500 records a call. */
const CALL_BYTES = 4.9 * 1024 * 1024;
const CALL_RECORDS = 500;
/** A stream that is away is told of once in this time, not at every attempt. */
const COMPLAIN_EVERY_MS = 30_000;

interface Parcel {
  outbox: Outbox;
  entry: Entry;
  count: number;
}

/**
 * Ships what is in the outboxes. A call carries at most one record of each, so that a record which Kinesis refuses is
 * never overtaken by a later one of the same container; it stays first in its outbox and is sent again.
 */
export class Shipper {
  private readonly stream: Stream;
  private readonly log: Log;
  private readonly outboxes = new Set<Outbox>();
  private readonly backoff = new Backoff();
  private wake: () => void = () => {};
  private complainedAt = -Infinity;

  constructor(stream: Stream, log: Log) {
    this.stream = stream;
    this.log = log;
  }

  open(origin: LogOrigin): Outbox {
    const outbox = new Outbox(origin, () => this.wake());
    this.outboxes.add(outbox);
    return outbox;
  }

  close(outbox: Outbox): void {
    this.outboxes.delete(outbox);
  }

  /** Ships until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const parcels = this.pack();
      if (parcels.length === 0) await this.somethingToDo();
      else await this.ship(parcels, signal);
    }
  }

  /** Resolves when nothing waits any more, or the signal aborts. */
  async shipped(signal: AbortSignal): Promise<void> {
    setMaxListeners(0, signal);
    await Promise.all([...this.outboxes].map((outbox) => outbox.shipped(signal)));
  }

  // Private

  private pack(): Parcel[] {
    const parcels: Parcel[] = [];
    let bytes = 0;
    for (const outbox of this.ready()) {
      if (parcels.length === CALL_RECORDS) break;
      const { data, count } = outbox.pack();
      const partitionKey = outbox.origin.task;
      bytes += data.length + partitionKey.length;
      if (bytes > CALL_BYTES) break;
      parcels.push({ outbox, count, entry: { partitionKey, data } });
    }
    return parcels;
  }

  private ready(): Outbox[] {
    const now = performance.now();
    return [...this.outboxes].filter(({ isEmpty, notBefore }) => !isEmpty && notBefore <= now);
  }

  private async ship(parcels: Parcel[], signal: AbortSignal): Promise<void> {
    try {
      const answers = await this.stream.put(parcels.map(({ entry }) => entry));
      this.settle(parcels, answers);
    } catch (error) {
      this.complain(`the stream does not take lines, trying again: ${messageOf(error)}`);
      await pause(this.backoff.next(), signal);
    }
  }

  private settle(parcels: Parcel[], answers: (string | undefined)[]): void {
    const refused = parcels.filter((_, index) => answers[index] !== undefined);
    if (refused.length === 0) this.backoff.reset();
    const wait = refused.length === 0 ? 0 : this.backoff.next();
    for (const [index, { outbox, count }] of parcels.entries()) {
      if (answers[index] === undefined) outbox.acknowledge(count);
      else outbox.notBefore = performance.now() + wait;
      // Those that were served go to the end of the line: no container can keep others from being shipped.
      if (this.outboxes.delete(outbox)) this.outboxes.add(outbox);
    }
    if (refused.length === 0) return;
    this.complain(`${refused.length} of ${parcels.length} records are sent again: ${answers.find(Boolean)}`);
    setTimeout(() => this.wake(), wait + 1);
  }

  private somethingToDo(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private complain(message: string): void {
    if (performance.now() - this.complainedAt < COMPLAIN_EVERY_MS) return;
    this.complainedAt = performance.now();
    this.log.error(message);
  }
}
