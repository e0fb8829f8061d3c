import { join } from 'node:path';
import { openLogs } from '../server/logs/hub.ts';
import { newId } from '../server/model/release.ts';
import { openSeal } from '../server/store/seal.ts';
import { openStore, type Store } from '../server/store/store.ts';

/** What an app has gathered over time. */
const RELEASES = 10;
const LINES = 200;

/** Writes what apps gather over time into the state of a server that is down. */
export function seed(folder: string, apps: readonly string[]): void {
  const store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
  store.transaction(() => {
    for (const app of apps) addReleases(store, app);
  });
  store.close();
  addLines(join(folder, 'logs.db'), ['bench', ...apps]);
}

// Private

function addReleases(store: Store, app: string): void {
  const live = store.releases.live('bench');
  if (!live) throw new Error('bench is not live');
  for (let version = 0; version < RELEASES; version++)
    store.releases.create({ ...live, id: newId('R'), app, state: 'live', description: `Deploy ${version}` });
  store.environments.set(app, { GREETING: 'hello', DATABASE_URL: `postgres://${app}` });
  store.audit.record({ who: 'admin', what: 'push main', app, result: 'ok' });
}

function addLines(path: string, apps: readonly string[]): void {
  const nobody = async () => {
    throw new Error('nothing is read here');
  };
  const reader = { shards: nobody, iterator: nobody, read: nobody };
  const logs = openLogs({ path, reader, endedTasks: async () => [], log: { info: () => {}, error: () => {} } });
  const lines = Array.from({ length: LINES }, (_, at) => `GET /items/${at} 200 in ${at % 7} ms`).join('\n');
  for (const app of apps) logs.write(app, 'router', lines);
  void logs.stop();
}
