import type { Route } from '../routes.ts';

export const timers: Route = {
  method: 'GET',
  path: '/apps/{app}/timers',
  summary: 'Lists what an app runs by the clock, and when next',
  on: 'app',
  role: 'read',
  run: async ({ rack, actor, app }) => rack.timers.list(app, actor),
};
