import type { Store } from './store.ts';

/** As long as AWS shows stopped tasks and deleted services. */
const SHOWN_MS = 60 * 60_000;

/** Drops stopped tasks and deleted services an hour after their end. */
export function forgetOld({ tasks, services }: Store): void {
  const limit = Date.now() - SHOWN_MS;
  for (const task of tasks.all()) if (task.stoppedAt !== undefined && task.stoppedAt < limit) tasks.remove(task);
  for (const service of services.all()) {
    if (service.inactiveAt !== undefined && service.inactiveAt < limit) services.remove(service);
  }
}
