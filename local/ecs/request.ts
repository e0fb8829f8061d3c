import { createHash } from 'node:crypto';
import type { Input } from '../endpoint/service.ts';

/** What tells two requests apart, whatever the order of their members; the token that goes with them does not. */
export function digestOf({ clientToken: _, ...members }: Input): string {
  return createHash('sha256').update(JSON.stringify(members, sorted)).digest('hex');
}

// Private

function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
