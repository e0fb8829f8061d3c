import { Failure } from '../../../lib/failure.ts';
import type { Route } from '../routes.ts';
import { listOf, shape, text } from '../schema.ts';

const REGISTRY = shape('Registry', {
  server: text('Its host'),
  username: text('Who logs in there'),
  password: text('Always empty'),
});

/** Images of registries that ask for a password are not deployed, so that there is none to list. */
export const registries: Route = {
  method: 'GET',
  path: '/registries',
  summary: 'Lists registries that the rack logs in to: none, it takes images of open ones',
  on: 'rack',
  role: 'read',
  answers: listOf(REGISTRY),
  run: async () => [],
};

export const addRegistry: Route = {
  method: 'POST',
  path: '/registries',
  summary: 'Not done: this says how images of closed registries are deployed instead',
  on: 'rack',
  role: 'admin',
  takes: 'bytes',
  run: async () => {
    throw new Failure('not_done_here', 'The rack logs in to no registry: it takes images that everybody may pull.', {
      hint: 'Pull it where you may, load it into the engine of the rack (docker load), and deploy it by its name.',
    });
  },
};

export const removeRegistry: Route = {
  method: 'DELETE',
  path: '/registries/{server...}',
  summary: 'There is none to remove',
  on: 'rack',
  role: 'admin',
  run: async ({ path }) => {
    throw new Failure('registry_not_found', `registry not found: ${path.server}`);
  },
};
