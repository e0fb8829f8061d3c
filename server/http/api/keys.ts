import { type Route, route } from '../routes.ts';
import { listOf, shape, text, yesNo } from '../schema.ts';
import { KEY } from './views/credential.ts';

const ADDED = shape('AddedKeys', {
  developer: text('Whose they are'),
  isNew: yesNo('Whether the developer was made for them'),
  keys: listOf(KEY, 'What was added'),
});

export const keys = route({
  method: 'GET',
  path: '/keys',
  summary: 'Lists your SSH keys; for admins those of others',
  on: 'rack',
  role: 'read',
  params: { developer: { type: 'text', in: 'query', what: 'whose, or all' } },
  answers: listOf(KEY),
  run: async ({ rack, actor, given: { developer } }) => rack.keys.list(developer, actor),
});

export const addKeys = route({
  method: 'POST',
  path: '/keys',
  summary: 'Adds SSH keys, for admins also those of others',
  on: 'rack',
  role: 'read',
  params: {
    keys: {
      type: 'text',
      what: 'one key a line, as in .pub and authorized_keys files',
      required: true,
      most: 64 * 1024,
    },
    developer: { type: 'text', what: 'whose; yours unless told', most: 100 },
    role: { type: 'text', what: 'of a developer who is new', values: ['read', 'deploy', 'admin'] },
  },
  answers: ADDED,
  async run({ rack, actor, given: { keys: lines, developer, role } }) {
    const wish = { developer, role: role as 'read' | 'deploy' | 'admin' | undefined, text: lines };
    const added = await rack.keys.add(wish, actor);
    return { ...added, developer: added.developer.name };
  },
});

export const removeKey: Route = {
  method: 'DELETE',
  path: '/keys/{fingerprint...}',
  summary: 'Takes a key away; what it opened ends at once',
  on: 'rack',
  role: 'read',
  answers: KEY,
  run: async ({ rack, actor, path }) => rack.keys.remove(path.fingerprint as string, actor),
};
