import { createHash } from 'node:crypto';

/**
 * The name of a resource that its template does not name: stack, logical id and a suffix that a new resource gets
 * anew. Always the same for one resource, so that creating it again after a crash meets itself.
 */
export function generatedName(stackName: string, logicalId: string, seed: string, limit = 255): string {
  const suffix = BigInt(`0x${createHash('sha256').update(seed).digest('hex').slice(0, 20)}`)
    .toString(36)
    .toUpperCase()
    .padStart(12, '0')
    .slice(-12);
  const room = limit - suffix.length - 2;
  const logical = logicalId.slice(0, Math.max(Math.floor(room / 2), room - stackName.length));
  const stack = stackName.slice(0, room - logical.length).replace(/-+$/, '');
  return `${stack}-${logical}-${suffix}`;
}
