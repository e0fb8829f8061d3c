import type { Caretaker } from '../datastores/caretaker.ts';
import type { DbInstance, Store } from './model.ts';
import type { Views } from './views.ts';

/** What the operations on instances and their snapshots work with. */
export interface RdsParts {
  store: Store;
  views: Views;
  caretaker: Caretaker<DbInstance>;
}
