import { join } from 'node:path';
import t from 'tap';
import type { Actor } from '../../../../server/apps/actor.ts';
import type { Apps } from '../../../../server/apps/apps.ts';
import { AppBuilds, type BuildsOptions } from '../../../../server/apps/builds.ts';
import { openSeal } from '../../../../server/store/seal.ts';
import { openStore } from '../../../../server/store/store.ts';

const via = { kind: 'key', fingerprint: 'SHA256:1' } as const;
const actor = { developer: { name: 'ada', role: 'admin' }, from: '127.0.0.1', via } as unknown as Actor;

t.test('a cancel that comes when the image is made already says so', async (t) => {
  const folder = t.testdir();
  const store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
  t.teardown(() => store.close());
  store.apps.create({ name: 'shop', createdBy: 'ada' });
  store.builds.create({ id: 'B1', app: 'shop', unit: 'app', commit: 'abc', createdBy: 'ada' });
  const cancelBuild = async (id: string) => {
    store.builds.finish(id, 'complete', { image: 'i@sha256:1' });
    return true;
  };
  const apps = { find: (name: string) => ({ name }) } as unknown as Apps;
  const buildLogs = { read: () => t.fail() } as never;
  const none = { started: { cancel: async () => false }, repositories: {} } as never as Pick<
    BuildsOptions,
    'started' | 'repositories'
  >;
  const builds = new AppBuilds({ apps, store, buildLogs, deploys: { cancelBuild }, ...none });
  await t.rejects(builds.cancel('shop', 'B1', actor), { code: 'no_build_running' });
});
