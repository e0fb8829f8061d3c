import { messageOf } from '../../lib/failure.ts';
import type { Developer } from '../model/developer.ts';
import type { Store } from '../store/store.ts';

/** Who does something, and from which address. */
export interface Actor {
  developer: Developer;
  from: string;
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
