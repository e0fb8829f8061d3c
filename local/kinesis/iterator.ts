import { AwsError } from '../endpoint/service.ts';

/** A place in a shard, as a client carries it. */
export interface ShardIterator {
  stream: string;
  /** The stream's birth: an iterator does not go over to a new stream of the same name. */
  created: number;
  shard: number;
  position: number;
  issued: number;
}

/** An iterator's token, opaque for clients. */
export function writeIterator({ stream, created, shard, position, issued }: ShardIterator): string {
  return Buffer.from(JSON.stringify([VERSION, stream, created, shard, position, issued])).toString('base64');
}

/** Reads a token; throws for one that is none, or that is older than five minutes. */
export function readIterator(token: string, now: number): ShardIterator {
  const iterator = parse(token);
  const age = now - iterator.issued;
  if (age <= LIFE) return iterator;
  throw new AwsError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${date(iterator.issued)} while right now it is ${date(now)} which is further in the future than the tolerated delay of ${LIFE} milliseconds.`,
  );
}

// Private

const VERSION = 1;
const LIFE = 5 * 60 * 1000;

function parse(token: string): ShardIterator {
  try {
    const [version, stream, created, shard, position, issued] = JSON.parse(Buffer.from(token, 'base64').toString());
    const numbers = [created, shard, position, issued];
    if (version === VERSION && typeof stream === 'string' && numbers.every(Number.isSafeInteger)) {
      return { stream, created, shard, position, issued };
    }
  } catch {}
  throw new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');
}

function date(time: number): string {
  return new Date(time).toUTCString();
}
