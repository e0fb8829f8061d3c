import type { KeyedQueue } from '../../lib/queue.ts';
import type { Store } from '../store/store.ts';
import type { RackCertificates } from './certificates.ts';
import type { Vitals } from './health.ts';

export interface VitalsOptions {
  queue: Pick<KeyedQueue, 'running' | 'waiting'>;
  platform: { vitals: Pick<Vitals, 'folder' | 'lag' | 'builds' | 'disks'> };
  store: Pick<Store, 'deliveries' | 'alerts'>;
}

/** What tells how the rack is: of its platform, and of its own parts. */
export function vitalsOf(
  { queue, platform, store }: VitalsOptions,
  certificates: Pick<RackCertificates, 'expiring'>,
): Vitals {
  return {
    ...platform.vitals,
    changes: () => ({ running: queue.running, waiting: queue.waiting }),
    deliveries: () => store.deliveries.waiting(),
    alerts: () => store.alerts.list(),
    expiring: () => certificates.expiring(),
  };
}
