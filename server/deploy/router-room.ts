import { Failure } from '../../lib/failure.ts';
import type { Balancer, Usage } from '../aws/load-balancing.ts';
import { WEB } from '../model/formation.ts';
import type { Release } from '../model/release.ts';

/** An app that shall get a web process. */
export interface Newcomer {
  app: string;
  processes: Release['processes'];
  /** The release that is live until now: with a web process, it has its place on the load balancer. */
  live: Pick<Release, 'processes'> | undefined;
}

/** Throws a `Failure` `router_full` when the rack's load balancer has no room for an app's first web process. */
export async function requireRoom(
  balancer: Pick<Balancer, 'usage'>,
  listener: string,
  newcomer: Newcomer,
): Promise<void> {
  if (newcomer.processes[WEB] === undefined || newcomer.live?.processes[WEB] !== undefined) return;
  const full = (await balancer.usage(listener)).find(({ carried, most }) => carried >= most);
  if (full) throw routerFull(newcomer.app, full);
}

// Private

function routerFull(app: string, { what, carried, most, quota }: Usage): Failure {
  return new Failure(
    'router_full',
    `This rack's load balancer carries ${carried} of ${most} ${what}, and ${app} would need one more.`,
    {
      hint: `Destroy an app that nobody needs (ssh rack destroy APP), or ask an admin to raise the limit "${quota}" in AWS Service Quotas; then push again.`,
    },
  );
}
