import type { Route } from '../routes.ts';
import { integer, listOf, mapOf, shape, text, word } from '../schema.ts';

const SYSTEM = shape('System', {
  name: text('The name of the rack'),
  version: text('Its version, in a form by which the stock client knows what it can ask for'),
  status: word('What is being done to it', ['running', 'updating']),
  provider: text('The kind of rack, to the stock client'),
  count: integer('How many apps the one who asks may touch'),
  parameters: mapOf(text('A value'), 'None can be changed here'),
});

const RACK = shape('Rack', { name: text('Its name'), status: text('What is being done to it') });

export const system: Route = {
  method: 'GET',
  path: '/system',
  summary: 'Shows the rack',
  on: 'rack',
  role: 'read',
  answers: SYSTEM,
  run: async ({ rack, actor, version }) => ({
    name: rack.name,
    version: clientVersion(version),
    status: 'running',
    provider: 'rack',
    count: rack.apps.list(actor).length,
    parameters: {},
  }),
};

/** The stock client asks this before each socket. */
export const racks: Route = {
  method: 'GET',
  path: '/racks',
  summary: 'Lists the racks that this address leads to: one',
  on: 'rack',
  role: 'read',
  answers: listOf(RACK),
  run: async ({ rack }) => [{ name: rack.name, status: 'running' }],
};

// Private

/** The stock client compares versions as texts, and takes what sorts before 2019 for a rack of old: `0.1.0` is one, `3.0.1.0` is none. */
function clientVersion(version: string): string {
  return `3.${version}`;
}
