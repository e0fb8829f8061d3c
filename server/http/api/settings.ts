import type { Route } from '../routes.ts';
import { listOf, shape, text } from '../schema.ts';

const SETTING = shape(
  'Setting',
  {
    name: text('Its name'),
    value: text('What it is set to; absent while its standard holds'),
    standard: text('What holds unless it is set, for people'),
    what: text('What it does'),
  },
  ['value'],
);

/** They are changed by `PUT /apps/{app}`. */
export const settings: Route = {
  method: 'GET',
  path: '/apps/{app}/settings',
  summary: 'Lists the settings of an app',
  on: 'app',
  role: 'read',
  answers: listOf(SETTING),
  run: async ({ rack, actor, app }) => rack.settings.list(app, actor),
};
