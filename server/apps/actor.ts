import { messageOf } from '../../lib/failure.ts';
import type { Developer } from '../model/developer.ts';
import type { Store } from '../store/store.ts';

/** What a developer showed to be let in. */
export type Credential = { kind: 'key'; fingerprint: string } | { kind: 'token'; id: string; name: string };

/** Who does something, from which address, and by which credential. */
export interface Actor {
  /** With the role and the apps that the credential leaves them. */
  developer: Developer;
  from: string;
  via: Credential;
}

/** Does a change and records who did it, with its outcome. */
export async function audited<T>(
  { audit }: Pick<Store, 'audit'>,
  { actor, what, app }: { actor: Actor; what: string; app?: string },
  work: () => Promise<T> | T,
): Promise<T> {
  const record = (result: string) =>
    audit.record({ who: actor.developer.name, what, from: actor.from, result, ...(app !== undefined && { app }) });
  try {
    const answer = await work();
    record('ok');
    return answer;
  } catch (error) {
    record(messageOf(error));
    throw error;
  }
}
