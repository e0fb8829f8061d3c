import { Failure } from '../../lib/failure.ts';
import { isEngineGone, sentenceOf } from '../docker/engine.ts';
import { isDamage } from '../store/database.ts';
import { AwsError } from './service.ts';

/**
 * The answer of AWS to what this machine lacks for now: a disk with room, a Docker engine. 503, which clients try again, and so
 * does whoever works in the background; undefined for every other error. The sentence names what is lacking.
 */
export function unavailable(error: unknown): AwsError | undefined {
  if (error instanceof AwsError) return error.code === UNAVAILABLE ? error : undefined;
  const lack = lackOf(error);
  return lack === undefined ? undefined : notNow(lack);
}

/** What AWS answers while something of its own is away. */
export function notNow(sentence: string): AwsError {
  return new AwsError(UNAVAILABLE, sentence, 503);
}

/** What is answered to an error that nobody expected. */
export function internalFailure(error: unknown): AwsError {
  return new AwsError('InternalFailure', known(error) ?? UNKNOWN, 500);
}

// Private

/** Of the errors common to all services in their API references. */
const UNAVAILABLE = 'ServiceUnavailable';

const UNKNOWN = 'The request processing has failed because of an unknown error.';

const FULL = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];

/** What SQLite says of a file system that takes nothing, where that has not told it why. */
const UNWRITABLE = /^(EROFS|EIO|SQLITE_READONLY.*|SQLITE_CANTOPEN.*|SQLITE_IOERR.*)$/;

function lackOf(error: unknown): string | undefined {
  const { code = '' } = error as { code?: string };
  if (isEngineGone(error)) return `The Docker engine of this machine does not answer: ${sentenceOf(error)}.`;
  if (FULL.includes(code)) return `The disk that holds the state of this endpoint is full: ${sentenceOf(error)}.`;
  if (UNWRITABLE.test(code)) return `The disk that holds the state of this endpoint fails: ${sentenceOf(error)}.`;
  return undefined;
}

/** A failure is a sentence for people: a port that another program holds, a helper image that cannot be built. */
function known(error: unknown): string | undefined {
  if (isDamage(error)) return `The database of this endpoint is damaged: ${sentenceOf(error)}.`;
  return error instanceof Failure ? error.message : undefined;
}
