import type { Stacks } from '../aws/cloudformation.ts';
import type { Cluster } from '../aws/ecs.ts';
import type { Machine, MachineInfo, Machines } from '../aws/machines.ts';
import type { LogPage, Logs } from '../logs/logs.ts';
import { RACK_LOG } from '../logs/logs.ts';
import { readPages } from '../logs/pages.ts';
import { fromLastLines, type LogWish, readingOf } from '../logs/reading.ts';
import { sees } from '../model/access.ts';
import { type StackWord, stackWord } from '../model/stack-status.ts';
import type { Store } from '../store/store.ts';
import type { RackVersion } from '../store/versions.ts';
import type { Actor } from './actor.ts';
import { requireAdmin } from './guard.ts';
import { type HealthCheck, healthOf, type Vitals } from './health.ts';
import type { Processes, ProcessInfo } from './processes.ts';

/** What a rack is. */
export interface SystemInfo {
  name: string;
  /** Of the server. */
  version: string;
  region: string;
  /** Apps answer below it. */
  domain: string;
  /** Of the rack's own stack. */
  status: StackWord;
}

/** What the rack's machines have, and what is left. */
export interface Capacity {
  instances: number;
  total: Machine;
  free: Machine;
  /** The largest single place: a copy that needs more does not start. */
  largestFree: Machine;
  /** Copies that run or should, of all apps. */
  processes: number;
  /** The most copies that one process has. */
  width: number;
}

/** One copy of a process of any app. */
export interface RackProcess extends ProcessInfo {
  app: string;
}

export interface SystemOptions {
  name: string;
  version: string;
  region: string;
  domain: string;
  stacks: Pick<Stacks, 'find'>;
  machines: Pick<Machines, 'list'>;
  cluster: Pick<Cluster, 'runningTasks'>;
  processes: Pick<Processes, 'describeAll'>;
  logs: Pick<Logs, 'kept' | 'pages'>;
  store: Pick<Store, 'versions'>;
  vitals: Vitals;
}

/** The rack as a whole: what it is, what it has left, and how it is. */
export class System {
  private readonly options: SystemOptions;

  constructor(options: SystemOptions) {
    this.options = options;
  }

  /** For everybody who may come in. */
  async info(): Promise<SystemInfo> {
    const { name, version, region, domain, stacks } = this.options;
    const stack = await stacks.find(name);
    return { name, version, region, domain, status: stackWord(stack?.status) };
  }

  /** What the machines have. It tells how much others run, and is for admins. */
  async capacity(actor: Actor): Promise<Capacity> {
    requireAdmin(actor, "the rack's capacity");
    const { machines, cluster } = this.options;
    const [all, tasks] = await Promise.all([machines.list(), cluster.runningTasks()]);
    const copies = new Map<string, number>();
    for (const { app, process } of tasks) {
      const key = `${app} ${process}`;
      copies.set(key, (copies.get(key) ?? 0) + 1);
    }
    const active = all.filter(({ status }) => status === 'ACTIVE');
    return {
      instances: all.length,
      total: sum(all.map(({ total }) => total)),
      free: sum(active.map(({ free }) => free)),
      largestFree: largest(active),
      processes: tasks.length,
      width: Math.max(0, ...copies.values()),
    };
  }

  /** How each part of the rack is, for admins; what is not well comes first. */
  async health(actor: Actor): Promise<HealthCheck[]> {
    requireAdmin(actor, "the rack's health");
    const [machines, stack] = await Promise.all([
      this.options.machines.list(),
      this.options.stacks.find(this.options.name),
    ]);
    return healthOf({ machines, stack: stack?.status, ...this.options.vitals });
  }

  /** What runs of all apps that the actor may see, by app and name. */
  async processes(actor: Actor): Promise<RackProcess[]> {
    const tasks = await this.options.cluster.runningTasks();
    const mine = tasks.filter(({ app }) => sees(actor.developer, app));
    return this.options.processes.describeAll(mine).sort(byApp);
  }

  /** What the rack says of itself, for admins; oldest first, with `follow` until the signal aborts. */
  logPages(wish: LogWish, { actor, signal }: { actor: Actor; signal: AbortSignal }): AsyncIterable<LogPage> {
    requireAdmin(actor, "the rack's log");
    return readPages(this.options.logs, RACK_LOG, readingOf(fromLastLines(wish), new Date()), signal);
  }

  /** The versions of the rack that have run, newest first. */
  releases(): RackVersion[] {
    return this.options.store.versions.list();
  }
}

// Private

function sum(machines: readonly Machine[]): Machine {
  const of = (what: keyof Machine) => machines.reduce((all, machine) => all + machine[what], 0);
  return { cpu: of('cpu'), memory: of('memory') };
}

/** By memory, which runs out first. */
function largest(machines: readonly MachineInfo[]): Machine {
  const [most] = machines.map(({ free }) => free).sort((one, other) => other.memory - one.memory);
  return most ?? { cpu: 0, memory: 0 };
}

function byApp(one: RackProcess, other: RackProcess): number {
  return one.app.localeCompare(other.app, 'en') || one.name.localeCompare(other.name, 'en', { numeric: true });
}
