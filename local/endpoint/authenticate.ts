import type { Caller } from './caller.ts';
import type { Refusal } from './protocols/protocol.ts';
import { type Authorization, hasSignedChunks, isSignedWith, parseAuthorization, signedAt } from './signature.ts';
import type { WireRequest } from './wire.ts';

/** Who may call: the one pair of keys of this endpoint, in its region, and whoever has taken a role. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
  /** The session that a token stands for; undefined when this endpoint has not issued it. */
  openSession?(token: string): OpenSession | undefined;
}

export interface OpenSession {
  roleArn: string;
  /** The id of the role that was taken: another one may have its name by now. */
  roleId?: string | undefined;
  name: string;
  /** Milliseconds since 1970, or null for never. */
  expires: number | null;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Clocks may differ by this much, as on AWS. */
const MAX_SKEW = 15 * 60 * 1000;

/** Services without a region: clients sign for us-east-1 whatever region they are set to. */
const GLOBAL_SERVICES = ['iam'];

/** Says who makes a request, or why it is refused, in AWS's order and words. */
export function authenticate(
  request: WireRequest,
  credentials: Credentials,
  now: number,
): { caller: Caller } | { refusal: Refusal; message: string } {
  const header = request.headers.authorization;
  if (!header) return no('missing-authentication', 'Request is missing Authentication Token');
  const authorization = parseAuthorization(header);
  if (!authorization) {
    return no('incomplete-signature', 'Authorization header requires Credential, SignedHeaders and Signature.');
  }
  const token = request.headers['x-amz-security-token'];
  const session = token === undefined ? undefined : credentials.openSession?.(token);
  const keys = token === undefined ? credentials : session;
  if (authorization.accessKeyId !== keys?.accessKeyId) {
    return no('unknown-key', 'The security token included in the request is invalid.');
  }
  if (session && session.expires !== null && session.expires <= now) {
    return no('expired', 'The security token included in the request is expired');
  }
  if (hasSignedChunks(request)) return no('unknown-operation', SIGNED_CHUNKS);
  const message =
    wrongTime(request, authorization, now) ??
    wrongRegion(authorization, credentials) ??
    (isSignedWith(keys.secretAccessKey, request, authorization) ? undefined : MISMATCH);
  if (message !== undefined) return no('wrong-signature', message);
  if (!session) return { caller: { kind: 'root' } };
  return { caller: { kind: 'role', roleArn: session.roleArn, roleId: session.roleId, session: session.name } };
}

// Private

const SIGNED_CHUNKS =
  'Bodies in signed chunks (STREAMING-AWS4-…) are not served here: sign the whole body, or send it as UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER.';

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

function no(refusal: Refusal, message: string) {
  return { refusal, message };
}

function wrongTime(request: WireRequest, { date }: Authorization, now: number): string | undefined {
  const signed = signedAt(request);
  if (!signed) return 'The request carries no X-Amz-Date.';
  const [at, today] = [compact(signed), compact(new Date(now))];
  if (!at.startsWith(date))
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: ${at}`;
  if (signed.getTime() < now - MAX_SKEW) return `Signature expired: ${at} is now earlier than ${today} - 15 min.`;
  if (signed.getTime() > now + MAX_SKEW)
    return `Signature not yet current: ${at} is still later than ${today} + 15 min.`;
  return undefined;
}

function wrongRegion({ region, service }: Authorization, credentials: Credentials): string | undefined {
  if (region === credentials.region || GLOBAL_SERVICES.includes(service)) return undefined;
  return `Credential should be scoped to a valid region, not '${region}': this endpoint is in ${credentials.region}.`;
}

function compact(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, '');
}
