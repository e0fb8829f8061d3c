import { Failure } from '../../lib/failure.ts';
import type { KeyedQueue } from '../../lib/queue.ts';
import type { Output } from '../deploy/output.ts';
import { Wait } from '../git/wait.ts';
import { requireRole } from '../model/access.ts';
import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited, type Note } from './actor.ts';
import { requireUnlocked } from './lock.ts';
import type { Logins } from './logins.ts';

/** Who asks for a release, and where its progress is told. */
export interface ReleaseRequest {
  actor: Actor;
  output: Output;
  signal: AbortSignal;
}

export interface TurnDeps {
  store: Pick<Store, 'audit' | 'locks'>;
  logins: Pick<Logins, 'current'>;
  /** One change of an app at a time. */
  queue: KeyedQueue;
}

/** A change of an app that waits its turn. */
export interface Change {
  app: string;
  /** For the audit log: `redeploy v4`. */
  what: string;
  /** Throws where the actor may not: asked once more after the wait, in which rights may have changed. */
  may(actor: Actor): void;
  /** Whether it is done while the app is locked too. */
  evenLocked?: boolean;
}

/** Makes a release of an app when it is its turn, tells of the wait, and records who did it, with its outcome. */
export function inTurn<T extends Release | undefined>(
  deps: TurnDeps,
  request: ReleaseRequest & Change,
  work: () => Promise<T>,
): Promise<T> {
  return changeInTurn(deps, request, async (note) => {
    const release = await work();
    if (release) note(`v${release.version} (${release.id})`);
    return release;
  });
}

/** Does a change of an app when it is its turn, as `inTurn` does. */
export function changeInTurn<T>(
  deps: TurnDeps,
  request: ReleaseRequest & Change,
  work: (note: Note) => Promise<T>,
): Promise<T> {
  const { actor, what, app } = request;
  return audited(deps.store, { actor, what, app }, (note) => awaitTurn(deps, request, () => work(note)));
}

/** As `changeInTurn`, for what its caller records. */
export function awaitTurn<T>(
  { store, queue, logins }: TurnDeps,
  { app, what, may, evenLocked = false, actor, output, signal }: ReleaseRequest & Change,
  work: () => Promise<T>,
): Promise<T> {
  const waiting = new Wait(output.raw);
  const turn = async () => {
    waiting.end();
    const now = stillThere(logins.current(actor));
    requireRole(now.developer, 'deploy', what);
    may(now);
    if (!evenLocked) requireUnlocked(store, app);
    return work();
  };
  const holder = `${/^(re)?deploy\b/.test(what) ? `the ${what.split(' ')[0]}` : 'a change'} of ${actor.developer.name}`;
  return queue.run(app, turn, { signal, onWait: waiting.say, holder }).finally(() => waiting.end());
}

// Private

/** Rights may have been taken away while it waited. */
function stillThere(actor: Actor | undefined): Actor {
  if (actor) return actor;
  throw new Failure('access_revoked', 'Your access was taken away.', { hint: 'Ask an admin of this rack.' });
}
