import { Failure } from '../../lib/failure.ts';
import { type Pace, poll } from '../../lib/retry.ts';
import type { Cluster, TaskInfo } from '../aws/ecs.ts';
import type { OneOffJob } from '../deploy/one-off.ts';
import { exitOf } from '../deploy/verdict.ts';
import type { Logs } from '../logs/logs.ts';
import { nothingLive } from '../model/nothing-live.ts';
import { ONE_OFF } from '../model/one-off.ts';
import type { Release } from '../model/release.ts';
import type { Releases } from '../store/releases.ts';

/** Quick: somebody waits at a terminal. */
const PACE: Pace = { first: 30, factor: 1.2, most: 1000 };

/** The release that a command runs with: the one that is asked for by `v3` or id, or the live one. */
export function releaseFor(
  releases: Pick<Releases, 'list'>,
  app: string,
  asked: string | undefined,
  live: Release | undefined,
): Release {
  const found =
    asked === undefined ? live : releases.list(app).find(({ id, version }) => asked === id || asked === `v${version}`);
  if (found) return found;
  if (asked === undefined) throw nothingLive(app);
  throw new Failure('release_not_found', `${app} has no release ${asked}.`, { hint: `See: ssh rack releases ${app}` });
}

/** `run.1234` */
export function oneOffName(logs: Pick<Logs, 'copyNumber'>, { app, release }: OneOffJob, task: string): string {
  return `${ONE_OFF}.${logs.copyNumber(app, ONE_OFF, release.id, task)}`;
}

/** Resolves when a task runs; throws a `Failure` when it ends before. */
export async function runs(cluster: Pick<Cluster, 'task'>, task: string, signal: AbortSignal): Promise<void> {
  const look = async () => {
    const info = await cluster.task(task);
    if (info?.state === 'STOPPED') throw notStarted(info);
    return info?.state === 'RUNNING' ? true : undefined;
  };
  await poll(look, { pace: PACE, signal });
}

// Private

function notStarted(task: TaskInfo): Failure {
  const reason = task.stoppedReason ?? '';
  if (/"?\/bin\/sh"?.*no such file/.test(reason))
    return new Failure('no_shell', 'The image of that process has no /bin/sh, which `run` needs.', {
      hint: 'Run a program of it in a copy that runs: ssh rack exec APP web.1 PROGRAM',
    });
  return new Failure('task_not_started', `Its container did not start: it ${exitOf(task)}.`, { hint: 'Try again.' });
}
