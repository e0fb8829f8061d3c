import type { Engine } from '../docker/engine.ts';
import type { Store } from './store.ts';

const MIB = 1024 * 1024;

/** CPU units (1024 a core) and MiB of memory. */
export interface Resources {
  cpu: number;
  memory: number;
}

/** This machine, the only container instance of every cluster here. */
export class Machine {
  total: Resources = { cpu: 0, memory: 0 };
  dockerVersion = '';
  architecture = '';
  private readonly engine: Engine;
  private readonly store: Store;

  constructor(engine: Engine, store: Store) {
    this.engine = engine;
    this.store = store;
  }

  /** Asks the engine what there is. */
  async measure(): Promise<void> {
    const info = await this.engine.info();
    this.total = { cpu: info.NCPU * 1024, memory: Math.floor(info.MemTotal / MIB) };
    this.dockerVersion = info.ServerVersion;
    this.architecture = info.Architecture;
  }

  /** What no task has been given. */
  remaining(): Resources {
    return this.store.tasks
      .all()
      .filter(({ lastStatus }) => lastStatus !== 'STOPPED')
      .reduce((rest, task) => ({ cpu: rest.cpu - task.cpu, memory: rest.memory - task.memory }), this.total);
  }

  /** What there is too little of for a task that needs this much. */
  lacks(needed: Resources): 'CPU' | 'memory' | undefined {
    const { cpu, memory } = this.remaining();
    if (needed.cpu > cpu) return 'CPU';
    return needed.memory > memory ? 'memory' : undefined;
  }
}
