import { told } from '../../apps/apps.ts';
import type { Route } from '../routes.ts';

export const apps: Route = {
  method: 'GET',
  path: '/apps',
  summary: 'Lists the apps',
  on: 'rack',
  role: 'read',
  run: async ({ rack, actor }) => rack.apps.list(actor).map(told),
};

export const info: Route = {
  method: 'GET',
  path: '/apps/{app}',
  summary: 'Shows one app',
  on: 'app',
  role: 'read',
  run: async ({ rack, actor, app }) => told(rack.apps.find(app, actor)),
};
