import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/*
 * How server and agent show each other that they are of one rack, before anything else is said: each says a number that was
 * never used, and then what only the holder of the rack's key can make of both. The key itself is never said, so that who
 * listens, or takes the server's port, learns nothing that opens a door.
 */

/** The agent's words when it has seen the server's proof, and listens. */
export const READY = '{"ready":true}';

/** A number that was never said before. */
export function newNonce(): string {
  return randomBytes(32).toString('hex');
}

/** What only the holder of the key can say, as whom it is, to these two numbers. */
export function proofOf(key: string, who: 'agent' | 'server', nonces: { server: string; agent: string }): string {
  return createHmac('sha256', key).update(`${who} ${nonces.server} ${nonces.agent}`).digest('hex');
}

/** True when a proof is the right one; takes the same time for every wrong one. */
export function isProof(proof: unknown, right: string): boolean {
  if (typeof proof !== 'string' || proof.length !== right.length) return false;
  return timingSafeEqual(Buffer.from(proof), Buffer.from(right));
}
