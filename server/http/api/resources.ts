import { SILENCE } from '../../deploy/output.ts';
import { resourceNotFound } from '../../model/resource.ts';
import { type Route, type RouteContext, route } from '../routes.ts';
import { listOf } from '../schema.ts';
import { RESOURCE, resourceView } from './views/resource.ts';

const PARAMETERS = { parameters: { type: 'map', what: 'options by their names' } } as const;

export const resources: Route = {
  method: 'GET',
  path: '/resources',
  summary: 'Lists the databases, caches, buckets and queues of the rack',
  on: 'rack',
  role: 'read',
  answers: listOf(RESOURCE),
  run: async ({ rack, actor }) => (await rack.resources.list(actor)).map((each) => resourceView(each)),
};

export const resource: Route = {
  method: 'GET',
  path: '/resources/{resource}',
  summary: 'Shows one resource',
  on: 'rack',
  role: 'read',
  answers: RESOURCE,
  run: async ({ rack, actor, path }) => resourceView(await rack.resources.find(path.resource as string, actor)),
};

export const createResource = route({
  method: 'POST',
  path: '/resources',
  summary: 'Begins to make a resource',
  on: 'rack',
  role: 'admin',
  params: {
    kind: { type: 'text', what: 'postgres, redis, …', required: true, most: 100 },
    name: { type: 'text', what: 'its name; that of its kind unless told', most: 100 },
    ...PARAMETERS,
  },
  answers: RESOURCE,
  async run(context) {
    const { rack, given } = context;
    const { kind, name, parameters = {} } = given;
    return resourceView(await rack.resources.create({ kind, name, parameters, detach: true }, requestOf(context)));
  },
});

export const updateResource = route({
  method: 'PUT',
  path: '/resources/{resource}',
  summary: 'Changes options of a resource',
  on: 'rack',
  role: 'admin',
  params: PARAMETERS,
  answers: RESOURCE,
  async run({ rack, actor, path, given: { parameters = {} } }) {
    const name = path.resource as string;
    const update = (signal: AbortSignal) => rack.resources.set(name, parameters, { actor, signal, output: SILENCE });
    await rack.background.soon({ app: '', doing: undefined, actor }, update);
    return resourceView(await rack.resources.find(name, actor));
  },
});

export const deleteResource = route({
  method: 'DELETE',
  path: '/resources/{resource}',
  summary: 'Removes a resource that no app is linked to; its last backup stays',
  on: 'rack',
  role: 'admin',
  params: { snapshot: { type: 'boolean', in: 'query', what: 'false keeps no last backup' } },
  async run({ rack, actor, path, given: { snapshot = true } }) {
    const destroy = (signal: AbortSignal) =>
      rack.resources.destroy(path.resource as string, { snapshot }, { actor, signal, output: SILENCE });
    await rack.background.soon({ app: '', doing: undefined, actor }, destroy);
  },
});

export const linkResource = route({
  method: 'POST',
  path: '/resources/{resource}/links',
  summary: 'Tells an app in a variable where a resource is, and deploys that',
  on: 'rack',
  role: 'deploy',
  params: {
    app: { type: 'text', what: 'the app', required: true, most: 100 },
    as: { type: 'text', what: 'the variable; NAME_URL unless told', most: 100 },
    replace: { type: 'boolean', what: 'also where the variable has another value' },
  },
  answers: RESOURCE,
  async run({ rack, actor, path, given: { app, as, replace = false } }) {
    const name = path.resource as string;
    const link = (signal: AbortSignal) =>
      rack.resourceLinks.link(name, app, { as, replace }, { actor, signal, output: SILENCE });
    await rack.background.soon({ app, doing: 'updating', actor }, link);
    return resourceView(await rack.resources.find(name, actor));
  },
});

export const unlinkResource: Route = {
  method: 'DELETE',
  path: '/resources/{resource}/links/{app}',
  summary: 'Takes the variables of a resource away from an app, and deploys that',
  on: 'app',
  role: 'deploy',
  answers: RESOURCE,
  async run({ rack, actor, path, app }) {
    const name = path.resource as string;
    const unlink = (signal: AbortSignal) => rack.resourceLinks.unlink(name, app, { actor, signal, output: SILENCE });
    await rack.background.soon({ app, doing: 'updating', actor }, unlink);
    return resourceView(await rack.resources.find(name, actor));
  },
};

export const appResources: Route = {
  method: 'GET',
  path: '/apps/{app}/resources',
  summary: 'Lists the resources that an app is linked to',
  on: 'app',
  role: 'read',
  answers: listOf(RESOURCE),
  async run({ rack, actor, app }) {
    const all = await rack.resources.list(actor);
    return all.filter(({ links }) => links.some((link) => link.app === app)).map((each) => resourceView(each));
  },
};

/** With its address, and so its password: for those who may deploy. */
export const appResource: Route = {
  method: 'GET',
  path: '/apps/{app}/resources/{resource}',
  summary: 'Shows a resource that an app is linked to, with its address',
  on: 'app',
  role: 'deploy',
  answers: RESOURCE,
  async run({ rack, actor, app, path }) {
    const found = await rack.resources.find(path.resource as string, actor);
    if (!found.links.some((link) => link.app === app)) throw resourceNotFound(found.name);
    return resourceView(found, await rack.resources.url(found.name, actor));
  },
};

// Private

function requestOf({ actor, signal }: Pick<RouteContext, 'actor' | 'signal'>) {
  return { actor, signal, output: SILENCE };
}
