import type { Machines } from '../../aws/machines.ts';
import type { Store } from '../../store/store.ts';
import type { Vitals } from '../health.ts';
import { failingDrains, failingTimers } from './app-parts.ts';
import { crashLoops, outOfMemory } from './crashes.ts';
import { disks } from './disks.ts';
import type { Look } from './look.ts';
import { type NotRunningOptions, notRunning } from './not-running.ts';
import { certificates, failingWebhooks, logsBehind, silentInstances } from './rack-parts.ts';

export interface LooksOptions {
  store: Store;
  cluster: NotRunningOptions['cluster'];
  machines: Pick<Machines, 'list'>;
  vitals: Pick<Vitals, 'folder' | 'lag' | 'expiring' | 'disks'>;
}

/** All that is looked for. */
export function allLooks({ store, cluster, machines, vitals }: LooksOptions): Look[] {
  return [
    crashLoops(store),
    outOfMemory(store),
    notRunning({ store, cluster }),
    failingTimers(store),
    failingDrains(store),
    failingWebhooks(store),
    certificates(vitals),
    disks(vitals),
    silentInstances(machines),
    logsBehind(vitals),
  ];
}
