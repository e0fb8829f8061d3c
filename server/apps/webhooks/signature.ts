import { createHmac, randomBytes } from 'node:crypto';
import { Failure } from '../../../lib/failure.ts';

const PREFIX = 'whsec_';

/** A new secret, as receivers of Standard Webhooks take it. */
export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/** Throws a `Failure` `bad_webhook_secret` unless the text is a secret of 24 to 64 bytes, in Base64 after `whsec_`. */
export function checkSecret(text: string): void {
  const bytes = text.startsWith(PREFIX) ? keyOf(text).length : 0;
  if (bytes >= 24 && bytes <= 64) return;
  throw new Failure('bad_webhook_secret', 'A secret is whsec_ and 24 to 64 random bytes in Base64.', {
    hint: 'Leave it out and the rack makes one; or: echo "whsec_$(openssl rand -base64 32)"',
  });
}

/** The headers by which a receiver knows that the rack sent these bytes, and when (standardwebhooks.com). */
export function signatureHeaders(
  secret: string,
  { id, at, body }: { id: string; at: Date; body: string },
): Record<string, string> {
  const timestamp = `${Math.floor(at.getTime() / 1000)}`;
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

// Private

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(PREFIX.length), 'base64');
}
