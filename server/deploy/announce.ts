import { Failure, isAbort } from '../../lib/failure.ts';
import type { Announce } from '../model/event.ts';
import type { Release } from '../model/release.ts';

/** Does a deploy, and announces its begin and its end. */
export async function announced(
  announce: Announce,
  { app, developer: actor, commit }: { app: string; developer: string | undefined; commit?: string | undefined },
  work: () => Promise<Release>,
): Promise<Release> {
  const began = Date.now();
  const whose = { app, actor };
  const seconds = () => (Date.now() - began) / 1000;
  announce({ type: 'deploy.started', ...whose, message: `${actor ?? 'somebody'} deploys ${app}`, data: { commit } });
  try {
    const release = await work();
    const { id, version, description } = release;
    const data = { release: id, version, commit: release.commit, description, seconds: seconds() };
    announce({ type: 'deploy.live', ...whose, message: `v${version} of ${app} is live (${description})`, data });
    return release;
  } catch (error) {
    const reason = reasonOf(error);
    const code = error instanceof Failure ? error.code : undefined;
    const data = { commit, code, reason, seconds: seconds() };
    announce({ type: 'deploy.failed', ...whose, message: `a deploy of ${app} failed: ${reason}`, data });
    throw error;
  }
}

/** Why something failed, as far as it may be told: the first line of its sentence; of inner errors nothing. */
export function reasonOf(error: unknown): string {
  if (error instanceof Failure) return (error.message.split('\n')[0] as string).slice(0, LONGEST);
  return isAbort(error) ? 'cancelled' : 'an error of the rack itself';
}

// Private

/** Characters of a reason. */
const LONGEST = 500;
