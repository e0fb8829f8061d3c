import type { Route } from '../routes.ts';
import { listOf, shape, text, word } from '../schema.ts';

const LOGIN = shape('Login', {
  id: text('The developer whose token it is'),
  role: word('What the token may', ['read', 'deploy', 'admin']),
  apps: {
    description: 'The apps that it may touch: all, or these',
    anyOf: [word('All', ['all']), listOf(text('An app'))],
  },
});

export const auth: Route = {
  method: 'GET',
  path: '/auth',
  summary: 'Tells whose token this is',
  on: 'rack',
  role: 'read',
  answers: LOGIN,
  async run({ actor }) {
    const { name, role, apps } = actor.developer;
    return { id: name, role, apps };
  },
};
