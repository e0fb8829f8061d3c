import type { TaskInfo } from '../aws/ecs.ts';
import { exitOf } from '../deploy/verdict.ts';
import type { Logs } from '../logs/logs.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';

/** One copy of a process, as people see it. */
export interface ProcessInfo {
  /** `web.1` */
  name: string;
  process: string;
  /** ECS's status in small letters: `running`, `pending`… */
  state: string;
  /** `v4` */
  release: string;
  since: string | undefined;
  /** How the copy before it ended, when it did not end by itself in peace. */
  lastStop: string | undefined;
  task: string;
}

export interface ProcessesOptions {
  apps: Apps;
  store: Pick<Store, 'releases'>;
  cluster: { listTasks(app: string): Promise<TaskInfo[]> };
  logs: Pick<Logs, 'copyNumber' | 'taskEnded'>;
}

/** What runs of an app. */
export class Processes {
  private readonly options: ProcessesOptions;

  constructor(options: ProcessesOptions) {
    this.options = options;
  }

  /** The copies that run or should run, by name. */
  async list(app: string, actor: Actor): Promise<ProcessInfo[]> {
    const { name } = this.options.apps.find(app, actor);
    const tasks = await this.options.cluster.listTasks(name);
    // Their agent may not have told it yet, and the copies after them need their numbers.
    for (const { id, state } of tasks) if (state === 'STOPPED') this.options.logs.taskEnded(id);
    const wanted = tasks.filter((task) => task.desired === 'RUNNING');
    return wanted.map((task) => this.describe(task, tasks)).sort(byName);
  }

  /** Copies of any apps, as ECS tells of them. */
  describeAll(tasks: readonly TaskInfo[]): (ProcessInfo & { app: string })[] {
    return tasks.map((task) => ({ app: task.app, ...this.describe(task, tasks) }));
  }

  // Private

  private describe(task: TaskInfo, all: readonly TaskInfo[]): ProcessInfo {
    const number = this.options.logs.copyNumber(task.app, task.process, task.release, task.id);
    const version = this.options.store.releases.find(task.release)?.version;
    return {
      name: `${task.process}.${number}`,
      process: task.process,
      state: task.state.toLowerCase(),
      release: version === undefined ? task.release : `v${version}`,
      since: task.startedAt?.toISOString(),
      lastStop: lastStop(task, all),
      task: task.id,
    };
  }
}

/** What a process exits with that ends when it is told to (SIGTERM); init hands it on as it is. */
const TOLD_TO_STOP = [0, 143];

function lastStop(task: TaskInfo, all: readonly TaskInfo[]): string | undefined {
  const crashed = all
    .filter((other) => other.state === 'STOPPED' && other.process === task.process && other.release === task.release)
    .filter(({ exitCode }) => exitCode === undefined || !TOLD_TO_STOP.includes(exitCode))
    .sort((a, b) => Number(b.startedAt ?? 0) - Number(a.startedAt ?? 0))[0];
  return crashed && exitOf(crashed);
}

function byName(a: ProcessInfo, b: ProcessInfo): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}
