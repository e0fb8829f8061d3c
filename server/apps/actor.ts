import { Failure, isAbort } from '../../lib/failure.ts';
import type { Developer } from '../model/developer.ts';
import type { AuditRecord, Door } from '../store/audit.ts';
import type { Store } from '../store/store.ts';

/** What a developer showed to be let in. */
export type Credential = KeyCredential | TokenCredential | SessionCredential;

export interface KeyCredential {
  kind: 'key';
  fingerprint: string;
}

export interface TokenCredential {
  kind: 'token';
  id: string;
  name: string;
  /** ISO 8601; undefined: never. */
  expiresAt: string | undefined;
  /** True when it may less than its developer. */
  isLimited: boolean;
}

/** A session of the console, which stands for the key that it was opened with. */
export interface SessionCredential {
  kind: 'session';
  id: string;
  expiresAt: string;
}

/** Who does something, from which address, and by which credential. */
export interface Actor {
  /** With the role and the apps that the credential leaves them. */
  developer: Developer;
  from: string;
  via: Credential;
}

const DOORS: Readonly<Record<Credential['kind'], Door>> = { key: 'ssh', token: 'http', session: 'console' };

/** A credential as the audit log names it. */
export function credentialText(via: Credential): string {
  if (via.kind === 'key') return `key ${via.fingerprint}`;
  return via.kind === 'token' ? `token ${via.name} (${via.id})` : `session ${via.id}`;
}

/** What the audit log says of an actor. */
export function signature({ developer, from, via }: Actor): Pick<AuditRecord, 'who' | 'from' | 'door' | 'credential'> {
  return { who: developer.name, from, door: DOORS[via.kind], credential: credentialText(via) };
}

/** Notes for the audit log what the work has found out so far, such as the release it made. Never a secret value. */
export type Note = (detail: string) => void;

/** Does a change and records who did it, with its outcome. Every change of the core goes through here exactly once. */
export async function audited<T>(
  { audit }: Pick<Store, 'audit'>,
  { actor, what, app }: { actor: Actor; what: string; app?: string },
  work: (note: Note) => Promise<T> | T,
): Promise<T> {
  let detail: string | undefined;
  const note = (found: string) => {
    detail = found;
  };
  const record = (result: string) =>
    audit.record({ ...signature(actor), what: what.slice(0, LONGEST), app, detail: detail?.slice(0, LONGEST), result });
  try {
    const answer = await work(note);
    record('ok');
    return answer;
  } catch (error) {
    record(resultOf(error));
    throw error;
  }
}

/** What the audit log says of work that did not succeed: the first line of its sentence; of inner errors nothing. */
export function resultOf(error: unknown): string {
  if (error instanceof Failure) return (error.message.split('\n')[0] as string).slice(0, LONGEST);
  return isAbort(error) ? 'cancelled' : 'an error of the rack itself';
}

// Private

/** Characters of one field of a record. */
const LONGEST = 500;
