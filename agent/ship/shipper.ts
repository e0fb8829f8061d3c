import { setMaxListeners } from 'node:events';
import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { pause } from '../../lib/pause.ts';
import { type LogOrigin, packLogRecord } from '../../wire/log-record.ts';
import { Backoff } from '../backoff.ts';
import type { Entry, Stream } from '../kinesis.ts';
import { newTally, type Tally } from '../tally.ts';
import { type Load, Outbox, type Packed } from './outbox.ts';

/** Kinesis takes 5 MiB and 500 records a call. */
const CALL_BYTES = 4.9 * 1024 * 1024;
const CALL_RECORDS = 500;
/** A stream that is away is told of once in this time, not at every attempt. */
const COMPLAIN_EVERY_MS = 30_000;

interface Chosen {
  outbox: Outbox;
  packed: Packed;
}

interface Parcel extends Chosen {
  entry: Entry;
}

/**
 * Ships what is in the outboxes. A call carries at most one record of each, so that a record which Kinesis refuses is
 * never overtaken by a later one of the same container; it stays first in its outbox and is sent again.
 */
export class Shipper {
  private readonly stream: Stream;
  private readonly log: Log;
  private readonly tally: Tally;
  private readonly outboxes = new Set<Outbox>();
  private readonly load: Load = { bytes: 0 };
  /** Of whole calls; an outbox whose record is refused has its own. */
  private readonly backoff = new Backoff();
  private wake: () => void = () => {};
  private complainedAt = -Infinity;

  constructor(stream: Stream, log: Log, tally: Tally = newTally()) {
    this.stream = stream;
    this.log = log;
    this.tally = tally;
  }

  /** Bytes that wait in all outboxes. */
  get waitingBytes(): number {
    return this.load.bytes;
  }

  open(origin: LogOrigin): Outbox {
    const outbox = new Outbox(origin, () => this.wake(), this.load);
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
      const chosen = this.choose();
      if (chosen.length === 0) await this.somethingToDo();
      else await this.ship(await packAll(chosen), signal);
    }
  }

  /** Resolves when nothing waits any more, or the signal aborts. */
  async shipped(signal: AbortSignal): Promise<void> {
    setMaxListeners(0, signal);
    await Promise.all([...this.outboxes].map((outbox) => outbox.shipped(signal)));
  }

  // Private

  /** What goes into the next call. Sizes are taken before they are compressed, which bounds memory, too. */
  private choose(): Chosen[] {
    const chosen: Chosen[] = [];
    let bytes = 0;
    for (const outbox of this.outboxes) {
      if (outbox.isEmpty || outbox.wait > 0) continue;
      if (chosen.length === CALL_RECORDS) break;
      const packed = outbox.pack();
      bytes += packed.bytes + MOST_HEADER_BYTES;
      if (bytes > CALL_BYTES) break;
      chosen.push({ outbox, packed });
    }
    return chosen;
  }

  private async ship(parcels: Parcel[], signal: AbortSignal): Promise<void> {
    this.tally.calls += 1;
    try {
      const answers = await this.stream.put(parcels.map(({ entry }) => entry));
      this.backoff.reset();
      this.settle(parcels, answers);
    } catch (error) {
      this.tally.callsFailed += 1;
      this.complain(`the stream does not take lines, trying again: ${messageOf(error)}`);
      await pause(this.backoff.next(), signal);
    }
  }

  private settle(parcels: Parcel[], answers: (string | undefined)[]): void {
    for (const [index, parcel] of parcels.entries()) {
      if (answers[index] === undefined) this.taken(parcel);
      else this.refused(parcel, answers[index]);
      // Those that were served go to the end of the line: no container can keep others from being shipped.
      if (this.outboxes.delete(parcel.outbox)) this.outboxes.add(parcel.outbox);
    }
    const refusals = answers.filter((answer) => answer !== undefined);
    if (refusals.length > 0)
      this.complain(`${refusals.length} of ${parcels.length} records are sent again: ${refusals[0]}`);
  }

  private taken({ outbox, packed, entry }: Parcel): void {
    outbox.acknowledge(packed.parts);
    this.tally.recordsShipped += 1;
    this.tally.recordBytes += entry.data.length;
    this.tally.linesShipped += packed.lines;
    this.tally.bytesShipped += packed.bytes;
  }

  private refused({ outbox }: Parcel, why: string): void {
    outbox.refused();
    this.tally.recordsRefused += 1;
    if (why.startsWith('ProvisionedThroughputExceeded')) this.tally.recordsThrottled += 1;
  }

  /** Resolves when lines are added, or one that was refused may be sent again. */
  private async somethingToDo(): Promise<void> {
    const waits = [...this.outboxes].filter(({ isEmpty }) => !isEmpty).map(({ wait }) => wait);
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (waits.length > 0) timer = setTimeout(resolve, Math.min(...waits) + 1);
    });
    clearTimeout(timer);
  }

  private complain(message: string): void {
    if (performance.now() - this.complainedAt < COMPLAIN_EVERY_MS) return;
    this.complainedAt = performance.now();
    this.log.error(message);
  }
}

// Private

/** More than the header of a record and its partition key take. */
const MOST_HEADER_BYTES = 1024;

/** One after the other: hundreds at once would be hundreds of compressors in memory. */
async function packAll(chosen: readonly Chosen[]): Promise<Parcel[]> {
  const parcels: Parcel[] = [];
  for (const each of chosen) parcels.push(await pack(each));
  return parcels;
}

async function pack({ outbox, packed }: Chosen): Promise<Parcel> {
  const data = await packLogRecord(outbox.origin, packed.first, Buffer.concat(packed.body));
  return { outbox, packed, entry: { partitionKey: outbox.origin.task, data } };
}
