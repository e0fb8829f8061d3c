import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Failure } from '../../lib/failure.ts';
import { writeWhole } from './whole-file.ts';

const KEY_BYTES = 32;

/**
 * The key in a file that only its owner may read. It is made when there is none and nothing `isUsed` it yet; one that is lost or
 * damaged is refused, never replaced.
 */
export function keyIn(path: string, isUsed = false): Buffer {
  if (!existsSync(path)) {
    if (isUsed) throw keyLost(path);
    writeWhole(path, randomBytes(KEY_BYTES));
  }
  const key = readFileSync(path);
  if (key.length === KEY_BYTES) return key;
  throw new Failure(
    'key_damaged',
    `The key in ${path} is damaged: it has ${key.length} bytes instead of ${KEY_BYTES}.`,
    {
      hint: COPY,
      blame: 'rack',
    },
  );
}

// Private

const COPY = 'Put a copy from before in its place: what was encrypted or signed with it can be read with no other key.';

function keyLost(path: string): Failure {
  return new Failure('key_lost', `The key in ${path} is gone.`, { hint: COPY, blame: 'rack' });
}
