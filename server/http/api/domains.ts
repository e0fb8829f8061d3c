import { SILENCE } from '../../deploy/output.ts';
import { type Route, route } from '../routes.ts';
import { listOf, shape, text, word } from '../schema.ts';

const DOMAIN = shape(
  'Domain',
  {
    host: text('The host'),
    process: text('The process that answers there'),
    addedBy: text('Who has added it; absent of one that the app declares itself'),
    target: text('What its CNAME record has to name'),
    dns: word('Whether it leads there by now', ['here', 'elsewhere', 'nowhere']),
  },
  ['addedBy'],
);

export const domains: Route = {
  method: 'GET',
  path: '/apps/{app}/domains',
  summary: 'Lists the hosts of an app besides those of the rack, and where each leads by now',
  on: 'app',
  role: 'read',
  answers: listOf(DOMAIN),
  run: async ({ rack, actor, app }) => rack.domains.list(app, actor),
};

export const addDomain = route({
  method: 'POST',
  path: '/apps/{app}/domains',
  summary: 'Gives a host to a process; it holds for later releases too',
  on: 'app',
  role: 'deploy',
  params: {
    host: { type: 'text', what: 'www.example.com, or *.example.com', required: true, most: 253 },
    process: { type: 'text', what: 'the process; web unless told', most: 100 },
  },
  async run({ rack, actor, app, given: { host, process } }) {
    const add = (signal: AbortSignal) =>
      rack.domains.add(app, { host, ...(process !== undefined && { process }) }, { actor, signal, output: SILENCE });
    await rack.background.soon({ app, doing: 'updating', actor }, add);
  },
});

export const removeDomain: Route = {
  method: 'DELETE',
  path: '/apps/{app}/domains/{host}',
  summary: 'Takes back a host that was added',
  on: 'app',
  role: 'deploy',
  async run({ rack, actor, app, path }) {
    const remove = (signal: AbortSignal) =>
      rack.domains.remove(app, path.host as string, { actor, signal, output: SILENCE });
    await rack.background.soon({ app, doing: 'updating', actor }, remove);
  },
};
