import { Failure } from '../../lib/failure.ts';
import type { Store } from '../store/store.ts';

/** Throws a `Failure` `app_locked` that says who has locked the app, and why. */
export function requireUnlocked({ locks }: Pick<Store, 'locks'>, app: string): void {
  const lock = locks.of(app);
  if (!lock) return;
  const why = lock.reason === undefined ? '' : `: ${lock.reason}`;
  throw new Failure('app_locked', `${app} was locked by ${lock.by} at ${lock.at.replace(/\.\d+Z$/, 'Z')}${why}`, {
    hint: `Ask ${lock.by}, or unlock it: ssh rack unlock ${app}`,
  });
}
