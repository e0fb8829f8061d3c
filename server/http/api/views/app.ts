import { type AppInfo, told } from '../../../apps/apps.ts';
import type { Lock } from '../../../store/locks.ts';
import { listOf, mapOf, shape, text, time, word, yesNo } from '../../schema.ts';
import { RELEASE, releaseView } from './release.ts';

const ADDRESS = shape('Address', {
  process: text('The process that answers there'),
  url: text('Where it answers'),
});

/** An app as clients see it: what the stock client knows of one, and what else the rack does. */
export const APP = shape(
  'App',
  {
    name: text('Its name'),
    status: word('What is being done to it; running when it is left in peace', [
      'creating',
      'updating',
      'running',
      'deleting',
    ]),
    locked: yesNo('Whether it takes no changes'),
    release: text('The id of the release that is live; empty before the first one'),
    generation: word('The kind of app, to the stock client', ['2']),
    parameters: mapOf(text('A value'), 'The settings that have not their standard'),
    settings: mapOf(text('A value'), 'The same as parameters'),
    url: text('Where its web answers'),
    addresses: listOf(ADDRESS, 'Where all of its processes answer'),
    live: RELEASE,
    createdAt: time('When it was made'),
    createdBy: text('The developer who made it'),
  },
  ['live'],
);

/** Before its first release an app has no `live`. */
export function appView(app: AppInfo, lock: Lock | undefined) {
  const { live, ...rest } = told(app);
  return {
    ...rest,
    locked: lock !== undefined,
    release: live?.id ?? '',
    generation: '2',
    parameters: app.settings,
    ...(live && { live: releaseView(live) }),
  };
}
