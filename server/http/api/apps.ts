import { Failure } from '../../../lib/failure.ts';
import { PAGE_PARAMS, pageOf } from '../page.ts';
import { type Route, route } from '../routes.ts';
import { listOf } from '../schema.ts';
import { APP, appView } from './views/app.ts';

export const apps = route({
  method: 'GET',
  path: '/apps',
  summary: 'Lists the apps',
  on: 'rack',
  role: 'read',
  params: PAGE_PARAMS,
  answers: listOf(APP),
  run: async (context) => {
    const { rack, actor } = context;
    return pageOf(rack.apps.list(actor), ({ name }) => name, context, '/apps').map((app) =>
      appView(app, rack.locks.of(app.name, actor)),
    );
  },
});

export const info: Route = {
  method: 'GET',
  path: '/apps/{app}',
  summary: 'Shows one app',
  on: 'app',
  role: 'read',
  answers: APP,
  run: async ({ rack, actor, app }) => appView(rack.apps.find(app, actor), rack.locks.of(app, actor)),
};

export const createApp = route({
  method: 'POST',
  path: '/apps',
  summary: 'Makes an app',
  on: 'rack',
  role: 'deploy',
  params: {
    name: { type: 'text', what: 'its name: small letters, digits and single hyphens', required: true, most: 100 },
    generation: { type: 'text', what: 'the kind of app, to the stock client; there is one', values: ['1', '2'] },
  },
  answers: APP,
  async run({ rack, actor, given: { name, generation } }) {
    if (generation === '1') throw noFirstGeneration();
    rack.apps.checkMayMake(name, actor);
    const create = (signal: AbortSignal) => rack.apps.create(name, actor, signal);
    await rack.background.soon({ app: name, doing: 'creating', actor }, create);
    return appView(rack.apps.find(name, actor), undefined);
  },
});

export const updateApp = route({
  method: 'PUT',
  path: '/apps/{app}',
  summary: 'Changes the settings of an app, or locks or unlocks it; one of both at a time',
  on: 'app',
  role: 'deploy',
  params: {
    parameters: { type: 'map', what: 'settings by name; an empty one has its standard again' },
    lock: { type: 'boolean', what: 'true lets it take no changes, false lets it take them again' },
    reason: { type: 'text', what: 'why it is locked, for those who meet the lock', most: 200 },
  },
  async run({ rack, actor, app, given: { parameters, lock, reason }, signal }) {
    if ((parameters === undefined) === (lock === undefined)) throw oneOfBoth();
    if (reason !== undefined && !lock) throw noReason();
    if (parameters) await rack.settings.change(app, parameters, { actor, signal, onWait: () => {} });
    else await (lock ? rack.locks.lock(app, reason, actor) : rack.locks.unlock(app, actor));
  },
});

export const deleteApp: Route = {
  method: 'DELETE',
  path: '/apps/{app}',
  summary: 'Removes an app with all that it has',
  on: 'app',
  role: 'deploy',
  async run({ rack, actor, app }) {
    const destroy = (signal: AbortSignal) => rack.apps.destroy(app, actor, { signal, onWait: () => {} });
    await rack.background.soon({ app, doing: 'deleting', actor }, destroy);
  },
};

export const cancelApp: Route = {
  method: 'POST',
  path: '/apps/{app}/cancel',
  summary: 'Takes back what is being done to an app over the API: what ran before goes on',
  on: 'app',
  role: 'deploy',
  run: async ({ rack, actor, app }) => rack.promotions.cancel(app, actor),
};

// Private

function noReason(): Failure {
  return new Failure('bad_param', 'reason goes with lock=true alone.');
}

function oneOfBoth(): Failure {
  return new Failure('bad_param', 'Either parameters or lock must be told.');
}

function noFirstGeneration(): Failure {
  return new Failure('bad_param', 'generation must be 2: there is one kind of app here.');
}
