import { type Route, route } from '../routes.ts';
import { listOf, shape, text, time } from '../schema.ts';

const SESSION = shape(
  'ConsoleSession',
  {
    id: text('No secret'),
    developer: text('Whose it is'),
    key: text('The fingerprint of the SSH key that opened it'),
    createdAt: time('When its link was printed'),
    openedAt: time('When the link was followed'),
    expiresAt: time('When it ends'),
    lastUsedAt: time('When it was used last'),
    lastUsedFrom: text('From where'),
    browser: text('What the browser calls itself'),
  },
  ['lastUsedAt', 'lastUsedFrom', 'browser'],
);

export const sessions = route({
  method: 'GET',
  path: '/sessions',
  summary: 'Lists where you are signed in to the console; for admins where others are',
  on: 'rack',
  role: 'read',
  params: { developer: { type: 'text', in: 'query', what: 'whose, or all' } },
  answers: listOf(SESSION),
  run: async ({ rack, actor, given: { developer } }) => rack.console.list(developer, actor),
});

export const endSession: Route = {
  method: 'DELETE',
  path: '/sessions/{session}',
  summary: 'Ends a session of the console, or with the word current the one that asks',
  on: 'rack',
  role: 'read',
  answers: listOf(SESSION),
  async run({ rack, actor, path }) {
    const { via } = actor;
    const isOwn = path.session === 'current' && via.kind === 'session';
    return rack.console.end(isOwn ? via.id : (path.session as string), actor);
  },
};
