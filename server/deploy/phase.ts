import { Failure } from '../../lib/failure.ts';
import { poll } from '../../lib/retry.ts';
import type { Cluster, TaskDefinition, TaskInfo } from '../aws/ecs.ts';
import type { Logs } from '../logs/logs.ts';
import type { Phases } from '../model/manifest.ts';
import type { Release } from '../model/release.ts';
import { howToGoOn } from './again.ts';
import { printLines } from './lines.ts';
import type { Output } from './output.ts';
import { stopwatch } from './timing.ts';
import { exitOf } from './verdict.ts';

export type PhaseCluster = Pick<Cluster, 'runTask' | 'task' | 'stopTask'>;

/** How a phase is called in sentences. */
const NAMES: Record<keyof Phases, string> = { release: 'release phase', postdeploy: 'postdeploy script' };

/**
 * Runs a phase of the deploy as a task of its own, with the release's image and environment, and shows what it prints.
 * Throws a `Failure` `<phase>_phase_failed` when it ends with anything but 0.
 */
export async function runPhase(
  deps: { cluster: PhaseCluster; logs: Logs },
  job: { phase: keyof Phases; release: Release; definition: TaskDefinition; output: Output; signal: AbortSignal },
): Promise<void> {
  const { phase, release, output, signal } = job;
  const took = stopwatch();
  output.step(`Running ${NAMES[phase]}: ${release.phases[phase]}`);
  const lines = printLines(deps.logs, { app: release.app, release: release.id, processes: [phase] }, output);
  try {
    const task = await toItsEnd(deps.cluster, await deps.cluster.runTask(job.definition), signal);
    await lines.finish();
    if (task.exitCode !== 0) throw phaseFailed(phase, task, release);
  } finally {
    lines.stop();
  }
  const name = NAMES[phase];
  output.step(`${name.charAt(0).toUpperCase()}${name.slice(1)} succeeded in ${took()}`);
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

function phaseFailed(phase: keyof Phases, task: TaskInfo, release: Release): Failure {
  const hint = phase === 'release' ? `Nothing was changed. ${howToGoOn(release)}` : 'The release is live all the same.';
  return new Failure(`${phase}_phase_failed`, `The ${NAMES[phase]} failed: it ${exitOf(task)}.`, { hint });
}
