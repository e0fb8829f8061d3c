import { Failure } from '../../lib/failure.ts';
import { poll } from '../../lib/retry.ts';
import type { Cluster, TaskInfo } from '../aws/ecs.ts';
import type { Logs } from '../logs/logs.ts';
import type { Output } from './output.ts';
import { stopwatch } from './timing.ts';
import { exitOf } from './verdict.ts';

export interface RestartDeps {
  cluster: Pick<Cluster, 'restart' | 'services' | 'listTasks'>;
  logs: Pick<Logs, 'copyNumber' | 'taskEnded'>;
}

export interface RestartJob {
  app: string;
  processes: readonly string[];
  output: Output;
  signal: AbortSignal;
}

/** So many new copies that ended are no accident any more. */
const MOST_STOPPED = 3;

/**
 * Replaces the copies of processes by others of the same, each of which serves before an old one goes. Throws a `Failure`
 * `restart_failed` when they do not come up; ECS itself then goes on with the old ones.
 */
export async function restart(deps: RestartDeps, job: RestartJob): Promise<void> {
  const { app, processes, output, signal } = job;
  const took = stopwatch();
  const before = new Set((await deps.cluster.listTasks(app, processes)).map(({ id }) => id));
  output.step(`Restarting ${processes.join(', ')}`);
  const begun = processes.map(async (process) => [process, await deps.cluster.restart(app, process)] as const);
  const deployments = new Map(await Promise.all(begun));
  const told = new Set<string>();
  await poll(() => look(deps, job, { before, deployments, told }), { signal });
  output.step(`Restarted in ${took()}`);
}

// Private

/** What a restart knows. */
interface Begun {
  /** The copies that ran when it began. */
  before: ReadonlySet<string>;
  /** Process type → the deployment that replaces its copies. */
  deployments: ReadonlyMap<string, string>;
  /** What was told of new copies. */
  told: Set<string>;
}

async function look(deps: RestartDeps, job: RestartJob, begun: Begun): Promise<true | undefined> {
  const { app, processes } = job;
  const [tasks, services] = await Promise.all([
    deps.cluster.listTasks(app, processes),
    deps.cluster.services(app, processes),
  ]);
  const fresh = tasks.filter(({ id }) => !begun.before.has(id));
  for (const { id, state } of tasks) if (state === 'STOPPED') deps.logs.taskEnded(id);
  for (const task of fresh) tell(deps, task, begun.told, job.output);
  const states = [...begun.deployments].map(([process, id]) => services.get(process)?.rollouts.get(id) ?? 'FAILED');
  if (states.every((state) => state === 'COMPLETED')) return true;
  const ended = fresh.filter(({ state }) => state === 'STOPPED');
  if (states.includes('FAILED') || ended.length >= MOST_STOPPED) throw failed(app, ended[0]);
  return undefined;
}

function tell({ logs }: RestartDeps, task: TaskInfo, told: Set<string>, output: Output): void {
  const { id, app, process, release, state } = task;
  const what = state === 'STOPPED' ? exitOf(task) : state === 'RUNNING' ? 'is running' : undefined;
  if (what === undefined || told.has(`${id} ${what}`)) return;
  told.add(`${id} ${what}`);
  output.line(`${process}.${logs.copyNumber(app, process, release, id)} ${what}`);
}

function failed(app: string, ended: TaskInfo | undefined): Failure {
  const why = ended ? `${ended.process} ${exitOf(ended)}` : 'ECS took it back';
  return new Failure('restart_failed', `${app} was not restarted: ${why}.`, {
    hint: `The copies of before go on. What they said: ssh rack logs ${app}`,
  });
}
