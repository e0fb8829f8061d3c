import { Failure } from '../../lib/failure.ts';
import type { TaskInfo } from '../aws/ecs.ts';
import { exitOf } from '../deploy/verdict.ts';
import type { Logs } from '../logs/logs.ts';
import { requireRole } from '../model/access.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import { changeInTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

/** What a running copy takes right now: cores, and bytes. */
interface Use {
  cpu: number;
  memory: number;
}

/** One copy of a process, as people see it. */
export interface ProcessInfo {
  /** `web.1` */
  name: string;
  process: string;
  /** ECS's status in small letters: `running`, `pending`, `stopped`… */
  state: string;
  /** `v4` */
  release: string;
  /** When it started, ISO 8601. */
  since: string | undefined;
  /** How the copy before it ended, when it did not end by itself in peace; of one that is stopped, how it ended itself. */
  lastStop: string | undefined;
  /** ISO 8601. */
  lastStopAt: string | undefined;
  /** How many copies of the process have ended by themselves in the last hour. */
  restarts: number;
  task: string;
  /** Whether it runs once, as commands, phases of deploys and timers do, and nothing takes its place. */
  oneOff: boolean;
  /** `healthy`, `unhealthy`; undefined of one that no health check of its own looks at. */
  health: string | undefined;
  /** Cores that it takes right now; undefined where no agent tells. */
  cpu: number | undefined;
  /** Bytes that it takes right now, and that it may take at most. */
  memory: number | undefined;
  memoryLimit: number | undefined;
  /** The machine that it is on, as ECS calls it. */
  instance: string | undefined;
  /** Where it is reached there. */
  ports: readonly string[];
  image: string | undefined;
  /** Undefined of the image's own command. */
  command: string | undefined;
}

export interface ProcessesOptions extends TurnDeps {
  apps: Apps;
  store: Pick<Store, 'releases' | 'audit' | 'locks'>;
  cluster: {
    listTasks(app: string): Promise<TaskInfo[]>;
    stopTask(id: string, reason: string): Promise<void>;
  };
  deploys: Pick<Deploys, 'restart'>;
  logs: Pick<Logs, 'copyNumber' | 'taskEnded'>;
  /** What running copies take, by task. */
  stats(app: string): Promise<ReadonlyMap<string, Use>>;
}

/** What runs of an app. */
export class Processes {
  private readonly options: ProcessesOptions;

  constructor(options: ProcessesOptions) {
    this.options = options;
  }

  /** The copies that run or should run, by name; with `all`, those too that have stopped in the last hour. */
  async list(app: string, actor: Actor, { all = false } = {}): Promise<ProcessInfo[]> {
    const { name } = this.options.apps.find(app, actor);
    const [tasks, stats] = await Promise.all([this.options.cluster.listTasks(name), this.options.stats(name)]);
    // Their agent may not have told it yet, and the copies after them need their numbers.
    for (const { id, state } of tasks) if (state === 'STOPPED') this.options.logs.taskEnded(id);
    const wanted = tasks.filter((task) => all || task.desired === 'RUNNING');
    return wanted.map((task) => this.describe(task, tasks, stats.get(task.id))).sort(byName);
  }

  /** Copies of any apps, as ECS tells of them. */
  describeAll(tasks: readonly TaskInfo[]): (ProcessInfo & { app: string })[] {
    return tasks.map((task) => ({ app: task.app, ...this.describe(task, tasks) }));
  }

  /** The copy that runs under this name (`web.1`, `run.1234`) or task id. Throws a `Failure` `copy_not_found`. */
  async find(app: string, copy: string, actor: Actor): Promise<ProcessInfo> {
    const list = await this.list(app, actor);
    const found = list.find(({ name, task }) => name === copy || task === copy);
    if (found) return found;
    const names = list.map(({ name }) => name).join(', ');
    throw new Failure('copy_not_found', `${app} has no copy "${copy}" that runs.`, {
      hint: names ? `There are ${names}.` : `Nothing of ${app} runs.`,
    });
  }

  /** Tells a copy to stop. One that runs once is over then; another takes the place of any other, which is answered. */
  async stop(app: string, copy: string, actor: Actor): Promise<ProcessInfo> {
    requireRole(actor.developer, 'deploy', 'ps stop');
    this.options.apps.find(app, actor);
    return audited(this.options.store, { actor, what: `stop ${copy}`, app }, async () => {
      const found = await this.find(app, copy, actor);
      await this.options.cluster.stopTask(found.task, `Stopped by ${actor.developer.name}`);
      return found;
    });
  }

  /** Replaces the copies of a process, or of all, by others of the same release; no request is lost where there is a port. */
  restart(app: string, process: string | undefined, request: ReleaseRequest): Promise<void> {
    const { apps, deploys } = this.options;
    const { actor, output, signal } = request;
    requireRole(actor.developer, 'deploy', 'a restart');
    const may = (now: Actor) => void apps.find(app, now);
    may(actor);
    const what = `restart ${process ?? ''}`.trim();
    return changeInTurn(this.options, { ...request, app, what, may, evenLocked: true }, async () => {
      const { live } = apps.find(app, actor);
      if (!live) throw nothingLive(app);
      if (process !== undefined && !live.processes[process]) throw noProcess(app, process, Object.keys(live.processes));
      const processes = process === undefined ? Object.keys(live.processes) : [process];
      await deploys.restart({ app, processes, output, signal });
    });
  }

  // Private

  private describe(task: TaskInfo, all: readonly TaskInfo[], use?: Use): ProcessInfo {
    const number = this.options.logs.copyNumber(task.app, task.process, task.release, task.id);
    const version = this.options.store.releases.find(task.release)?.version;
    const crashes = crashesOf(task, all);
    const last = task.state === 'STOPPED' ? task : crashes[0];
    return {
      name: `${task.process}.${number}`,
      process: task.process,
      state: task.state.toLowerCase(),
      release: version === undefined ? task.release : `v${version}`,
      since: task.startedAt?.toISOString(),
      lastStop: last && endOf(last),
      lastStopAt: last?.stoppedAt?.toISOString(),
      restarts: crashes.length,
      task: task.id,
      oneOff: task.isKept === false,
      health: ['HEALTHY', 'UNHEALTHY'].includes(task.health) ? task.health.toLowerCase() : undefined,
      cpu: use?.cpu,
      memory: use?.memory,
      memoryLimit: task.memory && task.memory * 1024 ** 2,
      instance: task.machine,
      ports: task.ports ?? [],
      image: task.image,
      command: task.command,
    };
  }
}

// Private

/** What a process exits with that ends when it is told to (SIGTERM); init hands it on as it is. */
const TOLD_TO_STOP = [0, 143];

/** The copies of the same process and release that have ended of themselves, the last one first. */
function crashesOf(task: TaskInfo, all: readonly TaskInfo[]): TaskInfo[] {
  return all
    .filter((other) => other.state === 'STOPPED' && other.process === task.process && other.release === task.release)
    .filter(({ exitCode }) => exitCode === undefined || !TOLD_TO_STOP.includes(exitCode))
    .sort((a, b) => Number(b.startedAt ?? 0) - Number(a.startedAt ?? 0));
}

/** `exited with code 7`, or `was killed: out of memory (limit 512 MiB)` */
function endOf(task: TaskInfo): string {
  const end = exitOf(task);
  return /out of memory/.test(end) && task.memory !== undefined ? `${end} (limit ${task.memory} MiB)` : end;
}

function byName(a: ProcessInfo, b: ProcessInfo): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}

function nothingLive(app: string): Failure {
  return new Failure('nothing_live', `${app} has no live release yet, so there is nothing to restart.`, {
    hint: 'Deploy it first: git push rack main',
  });
}

function noProcess(app: string, process: string, all: readonly string[]): Failure {
  return new Failure('process_not_found', `${app} has no process "${process}".`, { hint: `It has ${all.join(', ')}.` });
}
