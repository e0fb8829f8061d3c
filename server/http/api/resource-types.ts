import type { Route } from '../routes.ts';
import { listOf, shape, text } from '../schema.ts';

const RESOURCE_TYPE = shape('ResourceType', {
  name: text('postgres, redis, …'),
  parameters: listOf(
    shape('ResourceParameter', {
      name: text('Its name'),
      default: text('What it is unless told'),
      description: text('What it does'),
    }),
    'Its options',
  ),
});

/** The stock client asks for them by this method. */
export const resourceTypes: Route = {
  method: 'OPTIONS',
  path: '/resources',
  summary: 'Lists the kinds of resources there are, with their options',
  on: 'rack',
  role: 'read',
  answers: listOf(RESOURCE_TYPE),
  run: async ({ rack }) =>
    rack.resources.types().map(({ name, options }) => {
      const parameters = options.map(({ parameter, standard, description }) => {
        return { name: parameter, default: standard, description };
      });
      return { name, parameters };
    }),
};
