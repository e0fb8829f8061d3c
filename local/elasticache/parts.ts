import type { Caretaker } from '../datastores/caretaker.ts';
import type { Cache, Store } from './model.ts';
import type { Views } from './views.ts';

/** What the operations on caches and their snapshots work with. */
export interface ElastiCacheParts {
  store: Store;
  views: Views;
  caretaker: Caretaker<Cache>;
}
