import type { CallAws } from '../endpoint/service.ts';
import type { Arns } from './arns.ts';
import type { Launcher } from './launcher.ts';
import type { Machine } from './machine.ts';
import type { Scheduler } from './scheduler.ts';
import type { Stopper } from './stopper.ts';
import type { Store } from './store.ts';

/** What the operations work with. */
export interface Ecs {
  rack: string;
  region: string;
  arns: Arns;
  store: Store;
  machine: Machine;
  launcher: Launcher;
  stopper: Stopper;
  scheduler: Scheduler;
  callAws: CallAws;
}
