import { AwsError, type Input } from '../endpoint/service.ts';
import type { StoredObject } from './store.ts';

/** Throws unless the object may be read under the request's conditions; the ETag's are stronger than the time's. */
export function checkRead(input: Input, object: StoredObject): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = input;
  const isSince = (date: string) => object.changedAt >= Date.parse(date) + 1000;
  if (IfMatch !== undefined && !names(IfMatch, object)) throw failed('If-Match');
  if (IfMatch === undefined && IfUnmodifiedSince !== undefined && isSince(IfUnmodifiedSince))
    throw failed('If-Unmodified-Since');
  if (IfNoneMatch !== undefined && names(IfNoneMatch, object)) throw notModified();
  if (IfNoneMatch === undefined && IfModifiedSince !== undefined && !isSince(IfModifiedSince)) throw notModified();
}

/** Throws unless the object that is there, if any, may be written over under the request's conditions. */
export function checkWrite({ IfMatch, IfNoneMatch }: Input, present: StoredObject | undefined): void {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
    const message = 'A header you provided implies functionality that is not implemented';
    throw new AwsError('NotImplemented', message, 501, { Header: 'If-None-Match' });
  }
  if (IfNoneMatch !== undefined && present) throw failed('If-None-Match');
  if (IfMatch === undefined) return;
  if (!present) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if (!names(IfMatch, present)) throw failed('If-Match');
}

// Private

/** Whether a list of ETags, with or without quotes, has the object's in it. */
function names(list: string, { etag }: StoredObject): boolean {
  return list.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^"|"$/g, '')));
}

function failed(Condition: string): AwsError {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new AwsError('PreconditionFailed', message, 412, { Condition });
}

function notModified(): AwsError {
  return new AwsError('NotModified', 'Not Modified', 304);
}
