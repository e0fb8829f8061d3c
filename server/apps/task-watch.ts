import type { Log } from '../../lib/log.ts';
import { type Pace, poll } from '../../lib/retry.ts';
import type { Cluster, TaskInfo } from '../aws/ecs.ts';
import type { TaskSign } from '../logs/intake.ts';
import type { Announce } from '../model/event.ts';
import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';

export interface TaskWatchOptions {
  cluster: Pick<Cluster, 'task'>;
  store: Pick<Store, 'releases' | 'timerRuns' | 'apps'>;
  announce: Announce;
  log: Log;
  now?: () => number;
}

/** So many crashes of one process within this time are a loop, which is told once until it has been quiet for as long. */
const LOOP = { crashes: 3, within: 10 * 60_000 };

/** ECS says why a task stopped a little later than its agent says that it did. */
const PACE: Pace = { first: 200, factor: 2, most: 10_000 };
const PATIENCE = 60_000;

/** Makes events, and records of timers' runs, of what the agents say of the apps' copies. */
export class TaskWatch {
  private readonly options: TaskWatchOptions;
  /** Process of a release → when its copies crashed, and whether that was told to be a loop. */
  private readonly crashes = new Map<string, { at: number[]; told: boolean }>();

  constructor(options: TaskWatchOptions) {
    this.options = options;
  }

  /** Takes what was said of a copy in; it must be kept before. */
  readonly take = (sign: TaskSign): void => {
    this.look(sign).catch((error) => this.options.log.error(`what ${sign.copy} of ${sign.app} did`, error));
  };

  // Private

  private async look(sign: TaskSign): Promise<void> {
    const release = this.options.store.releases.find(sign.release);
    // An app that is no more has no releases.
    if (!release) return;
    if (release.timers[sign.process]) this.noteRun(sign);
    else if (release.processes[sign.process] && sign.event === 'stopped') await this.noteStop(sign, release);
    if (sign.event === 'memory') this.announceMemory(sign);
  }

  private noteRun({ app, process: timer, release, task, event, time, message }: TaskSign): void {
    const { timerRuns } = this.options.store;
    const at = new Date(time).toISOString();
    if (event === 'started') timerRuns.begin(app, { timer, release, task, startedAt: at });
    if (event !== 'stopped') return;
    const exitCode = exitCodeIn(message);
    timerRuns.end(app, { timer, release, task, endedAt: at, exitCode, reason: message });
    if (exitCode === 0) return;
    const data = { timer, task, exitCode, reason: message };
    this.options.announce({ type: 'timer.failed', app, at, message: `the timer ${timer} of ${app} ${message}`, data });
  }

  private async noteStop(sign: TaskSign, { version }: Release): Promise<void> {
    const { app, process, copy, task, time, message } = sign;
    const why = crashOf(await this.stopOf(task), message);
    if (why === undefined) return;
    const isOutOfMemory = /out of memory/.test(message);
    const data = {
      process,
      copy,
      task,
      release: sign.release,
      exitCode: exitCodeIn(message),
      outOfMemory: isOutOfMemory,
    };
    const what = `${copy} of ${app} (v${version}) ${why}`;
    this.options.announce({ type: 'process.crashed', app, at: new Date(time).toISOString(), message: what, data });
    this.countCrash(sign, version);
  }

  /** The task once ECS says who stopped it; undefined where it does not say so in time. */
  private async stopOf(task: string): Promise<TaskInfo | undefined> {
    const look = async () => {
      const found = await this.options.cluster.task(task);
      return found === undefined || found.stopCode !== undefined ? { found } : undefined;
    };
    const signal = AbortSignal.timeout(PATIENCE);
    return (await poll(look, { pace: PACE, signal }).catch(() => undefined))?.found;
  }

  private countCrash({ app, process, release }: TaskSign, version: number): void {
    const key = `${app} ${process} ${release}`;
    const now = (this.options.now ?? Date.now)();
    const known = this.crashes.get(key);
    const at = [...(known?.at ?? []).filter((time) => now - time < LOOP.within), now];
    const isLoop = at.length >= LOOP.crashes;
    const wasTold = known?.told === true && at.length > 1;
    this.crashes.set(key, { at: at.slice(-LOOP.crashes), told: isLoop || wasTold });
    if (!isLoop || wasTold) return;
    const message = `${process} of ${app} (v${version}) has crashed ${LOOP.crashes} times within ten minutes`;
    this.options.announce({ type: 'process.crash-loop', app, message, data: { process, release } });
  }

  private announceMemory({ app, copy, process, task, time, message }: TaskSign): void {
    const at = new Date(time).toISOString();
    const data = { process, copy, task };
    this.options.announce({ type: 'process.out-of-memory', app, at, message: `${copy} of ${app}: ${message}`, data });
  }
}

// Private

/** What a process exits with that ends when it is told to (SIGTERM). */
const TOLD_TO_STOP = [0, 143];

function exitCodeIn(message: string): number | undefined {
  const [, code] = /exited with code (\d+)/.exec(message) ?? [];
  return code === undefined ? undefined : Number(code);
}

/** What a copy did that ended without being told to, as the end of a sentence; undefined of one that was told to. */
function crashOf(task: TaskInfo | undefined, message: string): string | undefined {
  if (task?.stopCode === 'EssentialContainerExited') return message;
  const reason = task?.stoppedReason ?? '';
  if (task?.stopCode !== undefined) return /health/i.test(reason) ? `was stopped: ${reason}` : undefined;
  // ECS does not know it any more, or never said who stopped it.
  const code = exitCodeIn(message);
  return code === undefined || TOLD_TO_STOP.includes(code) ? undefined : message;
}
