import { Apps } from './apps.ts';
import { Audit } from './audit.ts';
import { Builds } from './builds.ts';
import { openDatabase } from './database.ts';
import { Developers } from './developers.ts';
import { Environments } from './environments.ts';
import { Keys } from './keys.ts';
import { Releases } from './releases.ts';
import { openSeal } from './seal.ts';

/** All state of the rack that is not AWS's. */
export interface Store {
  apps: Apps;
  releases: Releases;
  builds: Builds;
  developers: Developers;
  keys: Keys;
  environments: Environments;
  audit: Audit;
  close(): void;
}

/** Opens the database, whose secrets are sealed with the key in `keyPath`, and ends what a crash left unfinished. */
export function openStore(path: string, keyPath: string): Store {
  const seal = openSeal(keyPath);
  const database = openDatabase(path);
  const store: Store = {
    apps: new Apps(database),
    releases: new Releases(database),
    builds: new Builds(database),
    developers: new Developers(database),
    keys: new Keys(database),
    environments: new Environments(database, seal),
    audit: new Audit(database),
    close: () => database.close(),
  };
  store.releases.failUnfinished();
  store.builds.failUnfinished('the server was restarted');
  return store;
}
