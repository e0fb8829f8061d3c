import { Failure } from '../../../lib/failure.ts';
import type { AppScope } from '../../model/developer.ts';
import { type Route, route } from '../routes.ts';
import { listOf, type Schema, shape, text, time, word } from '../schema.ts';
import { KEY, TOKEN } from './views/credential.ts';

const ROLES = ['read', 'deploy', 'admin'] as const;

const APPS: Schema = {
  description: 'The apps that they may touch: all, or these',
  anyOf: [word('All', ['all']), listOf(text('An app'))],
};

const DEVELOPER = shape(
  'Developer',
  {
    name: text('Their name'),
    role: word('What they may', ROLES),
    apps: APPS,
    createdAt: time('When they were added'),
    keys: listOf(KEY, 'Their SSH keys'),
    tokens: listOf(TOKEN, 'Their tokens, without the secrets'),
  },
  ['keys', 'tokens'],
);

export const developers: Route = {
  method: 'GET',
  path: '/developers',
  summary: 'Lists who may use the rack',
  on: 'rack',
  role: 'admin',
  answers: listOf(DEVELOPER),
  run: async ({ rack, actor }) => rack.developers.list(actor),
};

export const developer: Route = {
  method: 'GET',
  path: '/developers/{developer}',
  summary: 'Shows one developer',
  on: 'rack',
  role: 'admin',
  answers: DEVELOPER,
  run: async ({ rack, actor, path }) => rack.developers.show(path.developer as string, actor),
};

export const addDeveloper = route({
  method: 'POST',
  path: '/developers',
  summary: 'Adds a developer, who can log in once a key or a token is added',
  on: 'rack',
  role: 'admin',
  params: {
    name: { type: 'text', what: 'their name', required: true, most: 100 },
    role: { type: 'text', what: 'what they may; deploy unless told', values: ROLES },
    apps: { type: 'list', what: 'the apps that they may touch; all unless told' },
  },
  answers: DEVELOPER,
  async run({ rack, actor, given: { name, role = 'deploy', apps } }) {
    return rack.developers.add({ name, role: role as (typeof ROLES)[number], apps: scopeOf(apps) ?? 'all' }, actor);
  },
});

/** Role and apps are changes of their own: of both, one may be done when the other is refused. */
export const updateDeveloper = route({
  method: 'PUT',
  path: '/developers/{developer}',
  summary: 'Gives a developer another role, or takes apps away or adds them; one of these at a time',
  on: 'rack',
  role: 'admin',
  params: {
    role: { type: 'text', what: 'the new role', values: ROLES },
    grant: { type: 'list', what: 'apps that they may touch too; all for all of them' },
    revoke: { type: 'list', what: 'apps that they may not touch any more; all for all of them' },
  },
  answers: DEVELOPER,
  async run({ rack, actor, path, given: { role, grant, revoke } }) {
    const name = path.developer as string;
    if (Number(role !== undefined) + Number(grant !== undefined) + Number(revoke !== undefined) !== 1)
      throw oneAtATime();
    if (role !== undefined) return rack.developers.setRole(name, role as (typeof ROLES)[number], actor);
    if (grant !== undefined) return rack.developers.grant(name, scopeOf(grant) as AppScope, actor);
    return rack.developers.revoke(name, scopeOf(revoke) as AppScope, actor);
  },
});

export const removeDeveloper: Route = {
  method: 'DELETE',
  path: '/developers/{developer}',
  summary: 'Takes a developer out, with all keys and tokens; what they have running ends at once',
  on: 'rack',
  role: 'admin',
  answers: DEVELOPER,
  run: async ({ rack, actor, path }) => rack.developers.remove(path.developer as string, actor),
};

// Private

function scopeOf(apps: string[] | undefined): AppScope | undefined {
  return apps?.length === 1 && apps[0] === 'all' ? 'all' : apps;
}

function oneAtATime(): Failure {
  return new Failure('bad_param', 'Exactly one of role, grant and revoke must be told.');
}
