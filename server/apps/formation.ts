import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../lib/failure.ts';
import type { TaskInfo } from '../aws/ecs.ts';
import { requireRole } from '../model/access.ts';
import { adjusted } from '../model/adjustments.ts';
import { checkSize, formationOf, type Scaled, type Size, sizeWords } from '../model/formation.ts';
import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import { changeInTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

/** How a process type of an app runs, as people see it. */
export interface ProcessSize extends Size {
  process: string;
  /** Copies that run right now. */
  running: number;
  /** Where it listens; undefined of a process that gets no requests. */
  port: number | undefined;
  /** Hosts of its own, besides the rack's. */
  domains: readonly string[];
  /** Whether somebody has set its size; else it is what the app says itself. */
  isScaled: boolean;
}

export interface FormationOptions extends TurnDeps {
  apps: Apps;
  store: Store;
  deploys: Deploys;
  cluster: { listTasks(app: string): Promise<TaskInfo[]> };
}

/** How many copies of its processes an app runs, and how large they are. What people set holds for all later releases. */
export class AppFormation {
  private readonly options: FormationOptions;

  constructor(options: FormationOptions) {
    this.options = options;
  }

  /** The processes of the live release, in the order in which the app declares them. */
  async list(app: string, actor: Actor): Promise<ProcessSize[]> {
    const { name, live } = this.options.apps.find(app, actor);
    if (!live) return [];
    const adjustments = this.options.store.adjustments.of(name);
    const { processes } = adjusted(live, adjustments);
    const formation = formationOf(processes);
    const tasks = (await this.options.cluster.listTasks(name)).filter(({ state }) => state === 'RUNNING');
    return Object.entries(processes).map(([process, { port, domains = [] }]) => ({
      process,
      ...formation[process]!,
      running: tasks.filter((task) => task.process === process).length,
      port,
      domains,
      isScaled: adjustments.sizes[process] !== undefined,
    }));
  }

  /** Changes sizes, all or none, of the live release and of those to come; resolves once the app runs so. */
  scale(name: string, sizes: Scaled, request: ReleaseRequest): Promise<void> {
    const what = Object.entries(sizes).map(([process, size]) => wordsOf(process, size));
    return this.change(name, `scale ${what.join(' ')}`, request, (before) => {
      const changed = Object.entries(sizes).map(([process, size]) => [process, { ...before[process], ...size }]);
      return { ...before, ...Object.fromEntries(changed) };
    });
  }

  /** Gives processes back the sizes that the app says itself; all of them where none is named. */
  reset(name: string, processes: readonly string[], request: ReleaseRequest): Promise<void> {
    return this.change(name, `scale --reset ${processes.join(' ')}`.trim(), request, (before, live) => {
      for (const process of processes) requireProcess(live, process);
      const isKept = ([process]: [string, unknown]) => processes.length > 0 && !processes.includes(process);
      return Object.fromEntries(Object.entries(before).filter(isKept));
    });
  }

  // Private

  private change(
    name: string,
    what: string,
    request: ReleaseRequest,
    apply: (before: Scaled, live: Release) => Scaled,
  ): Promise<void> {
    const { apps, store, deploys } = this.options;
    const { actor, output, signal } = request;
    requireRole(actor.developer, 'deploy', what);
    const may = (now: Actor) => void apps.find(name, now);
    may(actor);
    return changeInTurn(this.options, { ...request, app: name, what, may }, async () => {
      const app = apps.find(name, actor);
      const { live } = app;
      if (!live) throw nothingLive(name);
      const before = store.adjustments.of(name);
      const sizes = apply(before.sizes, live);
      for (const process of Object.keys(sizes)) if (!before.sizes[process]) requireProcess(live, process);
      const was = adjusted(live, before).processes;
      const is = adjusted(live, { ...before, sizes }).processes;
      for (const [process, spec] of Object.entries(is)) checkSize(process, spec, SCALE_HINT);
      if (isDeepStrictEqual(formationOf(was), formationOf(is))) output.line('It runs like that already');
      else await deploys.adjust(app, { ...before, sizes }, { output, signal, failure: `${name} was not scaled` });
      store.formations.set(name, sizes);
      for (const [process, size] of Object.entries(formationOf(is))) output.line(`${process}: ${sizeWords(size)}`);
    });
  }
}

// Private

const SCALE_HINT = 'As in: ssh rack scale my-app web=2 --memory 512';

function wordsOf(process: string, { count, cpu, memory }: Partial<Size>): string {
  const more = [cpu !== undefined && `cpu ${cpu}`, memory !== undefined && `memory ${memory}`].filter(Boolean);
  return [count === undefined ? process : `${process}=${count}`, ...more].join(' ');
}

function requireProcess({ processes, version }: Release, process: string): void {
  if (processes[process]) return;
  throw new Failure('process_not_found', `v${version} has no process "${process}".`, {
    hint: `It has ${Object.keys(processes).join(', ')}.`,
  });
}

function nothingLive(name: string): Failure {
  return new Failure('nothing_live', `${name} has no live release yet, so there is nothing to scale.`, {
    hint: 'Deploy it first: git push rack main',
  });
}
