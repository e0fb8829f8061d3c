import { Failure } from '../../lib/failure.ts';
import type { Balancer, Usage } from '../aws/load-balancing.ts';

/** An app whose next release gets requests. */
export interface Newcomer {
  app: string;
  /** The processes that get requests. */
  serving: readonly string[];
  /** Those of the release that is live until now: they have their places on the load balancer. */
  before: readonly string[];
}

/** Throws a `Failure` `router_full` when the rack's load balancer has no room for what an app serves for the first time. */
export async function requireRoom(
  balancer: Pick<Balancer, 'usage'>,
  listener: string,
  { app, serving, before }: Newcomer,
): Promise<void> {
  const needed = serving.filter((process) => !before.includes(process)).length;
  if (needed === 0) return;
  const full = (await balancer.usage(listener)).find(({ carried, most }) => carried + needed > most);
  if (full) throw routerFull(app, needed, full);
}

// Private

function routerFull(app: string, needed: number, { what, carried, most, quota }: Usage): Failure {
  const more = needed === 1 ? 'one' : needed;
  return new Failure(
    'router_full',
    `This rack's load balancer carries ${carried} of ${most} ${what}, and ${app} would need ${more} more.`,
    {
      hint: `Destroy an app that nobody needs (ssh rack destroy APP), or ask an admin to raise the limit "${quota}" in AWS Service Quotas; then push again.`,
    },
  );
}
