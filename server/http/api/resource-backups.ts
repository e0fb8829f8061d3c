import { SILENCE } from '../../deploy/output.ts';
import { type Route, route } from '../routes.ts';
import { integer, listOf, shape, text, time, yesNo } from '../schema.ts';
import { RESOURCE, resourceView } from './views/resource.ts';

const BACKUP = shape(
  'Backup',
  {
    id: text('Its name'),
    of: text('The database or cache that it is of, as AWS names it'),
    createdAt: time('When it was made; absent while it is being made'),
    status: text('creating, available, …'),
    isAutomatic: yesNo('Made by AWS every day, and removed with the resource'),
    engine: text('postgres, redis, …'),
    version: text('The version of the engine'),
    storage: integer('GiB of the disk that it was made of; absent of caches'),
  },
  ['createdAt', 'storage'],
);

export const backups: Route = {
  method: 'GET',
  path: '/resources/{resource}/backups',
  summary: 'Lists the backups of a resource, newest first; for admins also those of one that is gone',
  on: 'rack',
  role: 'read',
  answers: listOf(BACKUP),
  run: async ({ rack, actor, path }) => rack.resourceBackups.list(path.resource as string, actor),
};

export const createBackup: Route = {
  method: 'POST',
  path: '/resources/{resource}/backups',
  summary: 'Begins a backup of a resource; the list of backups tells when it is whole',
  on: 'rack',
  role: 'deploy',
  async run({ rack, actor, path }) {
    const backUp = (signal: AbortSignal) =>
      rack.resourceBackups.create(path.resource as string, { actor, signal, output: SILENCE });
    await rack.background.soon({ app: '', doing: undefined, actor }, backUp);
  },
};

export const restoreBackup = route({
  method: 'POST',
  path: '/resources/{resource}/backups/{backup}/restore',
  summary: 'Begins to make a new resource of a backup; the one that it is of stays as it is',
  on: 'rack',
  role: 'admin',
  params: {
    name: { type: 'text', what: 'the name of the new one; may be left out where the old one is gone', most: 100 },
    parameters: { type: 'map', what: 'options by their names; as the old one has them unless told' },
  },
  answers: RESOURCE,
  async run({ rack, actor, path, given: { name: as, parameters }, signal }) {
    const { resource, backup } = path as { resource: string; backup: string };
    const request = { actor, signal, output: SILENCE };
    const chosen = { as, ...(parameters && { parameters }), detach: true };
    return resourceView(await rack.resourceBackups.restore(resource, backup, chosen, request));
  },
});
