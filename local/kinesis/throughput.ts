import { AwsError } from '../endpoint/service.ts';
import type { Shard, Stream } from './streams.ts';

const MIB = 1024 * 1024;

/** What a shard takes and gives a second. */
const LIMITS = { bytesIn: MIB, recordsIn: 1000, bytesOut: 2 * MIB, callsOut: 5 };

type Limit = keyof typeof LIMITS;

/**
 * What each shard of provisioned streams has left of its limits. What was not used in one second is there in the next one,
 * and no longer. Streams on demand have none here: on AWS their shards become more as more is put into them.
 */
export class Throughput {
  private readonly now: () => number;
  private readonly shards = new Map<number, Record<Limit, Allowance>>();

  /** `now` answers milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Whether the shard takes a record of this size now; if so it is counted. */
  takes(stream: Stream, shard: Shard, bytes: number): boolean {
    if (stream.mode === 'ON_DEMAND') return true;
    const { bytesIn, recordsIn } = this.of(shard);
    // The largest record there is, with its key, is more than a second's bytes.
    if (bytesIn.left < Math.min(bytes, LIMITS.bytesIn) || recordsIn.left < 1) return false;
    bytesIn.left -= bytes;
    recordsIn.left -= 1;
    return true;
  }

  /** Counts a call that reads; throws where there were too many, or where earlier ones got so much that it is not made up for yet. */
  read(stream: Stream, shard: Shard): void {
    if (stream.mode === 'ON_DEMAND') return;
    const { bytesOut, callsOut } = this.of(shard);
    if (bytesOut.left <= 0 || callsOut.left < 1) throw new AwsError(EXCEEDED, rateExceeded(stream, shard));
    callsOut.left -= 1;
  }

  /** Counts what a call has got, which may be what the shard gives in several seconds. */
  got(stream: Stream, shard: Shard, bytes: number): void {
    if (stream.mode !== 'ON_DEMAND') this.of(shard).bytesOut.left -= bytes;
  }

  // Private

  /** What is left now. */
  private of({ key }: Shard): Record<Limit, Allowance> {
    const now = this.now();
    const known = this.shards.get(key) ?? fresh(now);
    this.shards.set(key, known);
    for (const [limit, allowance] of Object.entries(known)) refill(allowance, LIMITS[limit as Limit], now);
    return known;
  }
}

/** The error of whatever is more than a shard's limits. */
export const EXCEEDED = 'ProvisionedThroughputExceededException';

/** AWS' sentence for it. */
export function rateExceeded({ name, arn }: Stream, { id }: Shard): string {
  return `Rate exceeded for shard ${id} in stream ${name} under account ${arn.split(':')[4]}.`;
}

// Private

interface Allowance {
  left: number;
  at: number;
}

function fresh(at: number): Record<Limit, Allowance> {
  const { bytesIn, recordsIn, bytesOut, callsOut } = LIMITS;
  return {
    bytesIn: { left: bytesIn, at },
    recordsIn: { left: recordsIn, at },
    bytesOut: { left: bytesOut, at },
    callsOut: { left: callsOut, at },
  };
}

function refill(allowance: Allowance, most: number, now: number): void {
  allowance.left = Math.min(most, allowance.left + (most * (now - allowance.at)) / 1000);
  allowance.at = now;
}
