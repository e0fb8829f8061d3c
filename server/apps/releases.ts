import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import type { Apps } from './apps.ts';

/** What was deployed of an app. */
export class AppReleases {
  private readonly apps: Apps;
  private readonly store: Pick<Store, 'releases'>;

  constructor({ apps, store }: { apps: Apps; store: Pick<Store, 'releases'> }) {
    this.apps = apps;
    this.store = store;
  }

  /** Newest first. */
  list(app: string): Release[] {
    return this.store.releases.list(this.apps.find(app).name);
  }
}
