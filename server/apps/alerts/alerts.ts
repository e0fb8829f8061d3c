import { sees } from '../../model/access.ts';
import type { Alert } from '../../model/alert.ts';
import type { Store } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { isAdmin } from '../guard.ts';

/** What is wrong now. */
export class Alerts {
  private readonly store: Pick<Store, 'alerts'>;

  constructor({ store }: { store: Pick<Store, 'alerts'> }) {
    this.store = store;
  }

  /** What the actor may see of it, oldest first: of their apps, and for admins who act with all their rights of the rack too. */
  list(actor: Actor): Alert[] {
    const seesRack = isAdmin(actor) && actor.developer.apps === 'all';
    return this.store.alerts.list().filter(({ app }) => (app === undefined ? seesRack : sees(actor.developer, app)));
  }
}
