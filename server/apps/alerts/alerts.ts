import { allows, sees } from '../../model/access.ts';
import type { Alert } from '../../model/alert.ts';
import type { Store } from '../../store/store.ts';
import type { Actor } from '../actor.ts';

/** What is wrong now. */
export class Alerts {
  private readonly store: Pick<Store, 'alerts'>;

  constructor({ store }: { store: Pick<Store, 'alerts'> }) {
    this.store = store;
  }

  /** What the actor may see of it, oldest first: of their apps, and for admins who act with all their rights of the rack too. */
  list({ developer, via }: Actor): Alert[] {
    const isWhole = via.kind === 'key' || !via.isLimited;
    const isAdmin = isWhole && developer.apps === 'all' && allows(developer.role, 'admin');
    return this.store.alerts.list().filter(({ app }) => (app === undefined ? isAdmin : sees(developer, app)));
  }
}
