import type { Route } from '../routes.ts';

export const auth: Route = {
  method: 'GET',
  path: '/auth',
  summary: 'Tells whose token this is',
  on: 'rack',
  role: 'read',
  async run({ actor }) {
    const { name, role, apps } = actor.developer;
    return { id: name, role, apps };
  },
};
