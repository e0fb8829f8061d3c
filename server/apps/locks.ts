import { Failure } from '../../lib/failure.ts';
import { requireRole } from '../model/access.ts';
import type { Lock } from '../store/locks.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Apps } from './apps.ts';

/** Apps that nobody shall change for now: no push, no release, no other size, no destruction. They run and restart as ever. */
export class AppLocks {
  private readonly apps: Apps;
  private readonly store: Store;

  constructor({ apps, store }: { apps: Apps; store: Store }) {
    this.apps = apps;
    this.store = store;
  }

  /** Undefined where it is not locked. */
  of(app: string, actor: Actor): Lock | undefined {
    return this.store.locks.of(this.apps.find(app, actor).name);
  }

  /** Locks an app at once; a deploy that runs comes to its end. */
  lock(app: string, reason: string | undefined, actor: Actor): Promise<void> {
    requireRole(actor.developer, 'deploy', 'a lock');
    this.apps.find(app, actor);
    return audited(this.store, { actor, what: 'lock', app }, (note) => {
      if (reason !== undefined) note(reason);
      this.store.locks.set(app, { reason, by: actor.developer.name });
    });
  }

  unlock(app: string, actor: Actor): Promise<void> {
    requireRole(actor.developer, 'deploy', 'to unlock');
    this.apps.find(app, actor);
    return audited(this.store, { actor, what: 'unlock', app }, () => {
      if (!this.store.locks.remove(app)) throw new Failure('not_locked', `${app} is not locked.`);
    });
  }
}
