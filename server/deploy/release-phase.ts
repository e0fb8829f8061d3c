import { Failure } from '../../lib/failure.ts';
import { poll } from '../../lib/retry.ts';
import type { Cluster, TaskDefinition, TaskInfo } from '../aws/ecs.ts';
import type { Logs } from '../logs/logs.ts';
import { RELEASE_PHASE } from '../model/procfile.ts';
import type { Release } from '../model/release.ts';
import { howToGoOn } from './again.ts';
import { printLines } from './lines.ts';
import type { Output } from './output.ts';
import { stopwatch } from './timing.ts';
import { exitOf } from './verdict.ts';

export type PhaseCluster = Pick<Cluster, 'runTask' | 'task' | 'stopTask'>;

/**
 * Runs the release phase as a task of its own, with the release's image and environment, and shows what it prints.
 * Throws when it ends with anything but 0: the release does not go live then.
 */
export async function runReleasePhase(
  deps: { cluster: PhaseCluster; logs: Logs },
  job: { release: Release; definition: TaskDefinition; output: Output; signal: AbortSignal },
): Promise<void> {
  const { release, output, signal } = job;
  const took = stopwatch();
  output.step(`Running release phase: ${release.processes[RELEASE_PHASE]}`);
  const lines = printLines(deps.logs, { app: release.app, release: release.id, process: RELEASE_PHASE }, output);
  try {
    const task = await toItsEnd(deps.cluster, await deps.cluster.runTask(job.definition), signal);
    await lines.finish();
    if (task.exitCode !== 0) throw phaseFailed(task, release);
  } finally {
    lines.stop();
  }
  output.step(`Release phase succeeded in ${took()}`);
}

// Private

async function toItsEnd(cluster: PhaseCluster, id: string, signal: AbortSignal): Promise<TaskInfo> {
  const look = async () => {
    const task = await cluster.task(id);
    return task?.state === 'STOPPED' ? task : undefined;
  };
  try {
    return await poll(look, { signal });
  } catch (error) {
    await cluster.stopTask(id, 'The deploy was cancelled.');
    throw error;
  }
}

function phaseFailed(task: TaskInfo, release: Release): Failure {
  return new Failure('release_phase_failed', `The release phase failed: it ${exitOf(task)}.`, {
    hint: `Nothing was changed. ${howToGoOn(release)}`,
  });
}
