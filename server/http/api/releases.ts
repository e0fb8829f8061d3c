import type { EnvChange } from '../../apps/releases.ts';
import { SILENCE } from '../../deploy/output.ts';
import { allows } from '../../model/access.ts';
import { environmentAfter, environmentToLines } from '../../model/environment-text.ts';
import { PAGE_PARAMS, pageOf } from '../page.ts';
import { type Route, route } from '../routes.ts';
import { listOf } from '../schema.ts';
import { RELEASE, releaseView } from './views/release.ts';

export const releases = route({
  method: 'GET',
  path: '/apps/{app}/releases',
  summary: 'Lists the releases of an app, newest first',
  on: 'app',
  role: 'read',
  params: PAGE_PARAMS,
  answers: listOf(RELEASE),
  run: async (context) => {
    const { rack, actor, app } = context;
    return pageOf(rack.releases.list(app, actor), ({ id }) => id, context, `/apps/${app}/releases`).map(releaseView);
  },
});

export const release: Route = {
  method: 'GET',
  path: '/apps/{app}/releases/{release}',
  summary: 'Shows one release, by its id or as v4; its environment to those with the role deploy',
  on: 'app',
  role: 'read',
  answers: RELEASE,
  async run({ rack, actor, app, path }) {
    const found = rack.releases.find(app, path.release as string, actor);
    const environment = allows(actor.developer.role, 'deploy') && rack.releases.environment(app, found, actor);
    const manifest = await rack.builds.manifest(found);
    return {
      ...releaseView(found),
      ...(environment && { env: environmentToLines(environment), environment }),
      ...(manifest !== undefined && { manifest }),
    };
  },
};

export const createRelease = route({
  method: 'POST',
  path: '/apps/{app}/releases',
  summary: 'Makes a release that waits to be promoted; what is not told is that of the newest one',
  on: 'app',
  role: 'deploy',
  params: {
    build: { type: 'text', what: 'a build, or a release whose images are meant', most: 20 },
    env: { type: 'lines', what: 'all of the environment, as lines of NAME=value or by name' },
    description: { type: 'text', what: 'what it is, for people' },
  },
  answers: RELEASE,
  async run({ rack, actor, app, given: { build, env, description }, signal }) {
    const change: EnvChange | undefined = env === undefined ? undefined : (was) => environmentAfter(env, was);
    const request = { actor, signal, output: SILENCE };
    return releaseView(await rack.releases.create(app, { build, description, env: change }, request));
  },
});

export const promoteRelease = route({
  method: 'POST',
  path: '/apps/{app}/releases/{release}/promote',
  summary: 'Begins to bring a release live; what comes of it stands in the log of the app and the state of the release',
  on: 'app',
  role: 'deploy',
  params: {
    force: { type: 'boolean', what: 'waits in line for a change of the app that runs, instead of being refused' },
    development: { type: 'boolean', what: 'of no matter here' },
    idle: { type: 'boolean', what: 'of no matter here' },
    min: { type: 'integer', what: 'of no matter here', least: 0, most: 100 },
    max: { type: 'integer', what: 'of no matter here', least: 0, most: 1000 },
    timeout: { type: 'integer', what: 'of no matter here', least: 0, most: 86_400 },
  },
  answers: RELEASE,
  run: async ({ rack, actor, app, path, given: { force = false } }) =>
    releaseView(rack.promotions.begin(app, path.release as string, actor, { waits: force })),
});
