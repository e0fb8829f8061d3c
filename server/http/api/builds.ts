import { Failure } from '../../../lib/failure.ts';
import type { Build } from '../../model/build.ts';
import { PAGE_PARAMS, pageOf } from '../page.ts';
import { type AppContext, type Route, route } from '../routes.ts';
import { listOf } from '../schema.ts';
import { BUILD, buildView } from './views/build.ts';

export const builds = route({
  method: 'GET',
  path: '/apps/{app}/builds',
  summary: 'Lists the builds of an app, newest first',
  on: 'app',
  role: 'read',
  params: PAGE_PARAMS,
  answers: listOf(BUILD),
  run: async (context) => {
    const { rack, actor, app } = context;
    const page = pageOf(rack.builds.list(app, actor), ({ id }) => id, context, `/apps/${app}/builds`);
    return page.map((build) => buildView(build, rack.builds.releaseOf(build)));
  },
});

export const startBuild = route({
  method: 'POST',
  path: '/apps/{app}/builds',
  summary: 'Begins to build an object, a tar archive; the build ends in a release that waits to be promoted',
  on: 'app',
  role: 'deploy',
  params: {
    url: { type: 'text', what: 'the object: the url that its upload answered', required: true },
    description: { type: 'text', what: 'what it is of, for people' },
    'git-sha': { type: 'text', what: 'the commit that the files were taken from', most: 100 },
    manifest: { type: 'text', what: 'the file that is read as convox.yml', most: 255 },
    'no-cache': { type: 'boolean', what: 'builds without what the engine has in its cache' },
    'build-args': { type: 'list', what: 'NAME=value for ARGs of a Dockerfile, which can be read in the image' },
    development: { type: 'boolean', what: 'not done here: true is refused' },
    'wildcard-domain': { type: 'boolean', what: 'not done here: true is refused' },
  },
  answers: BUILD,
  async run({ rack, actor, app, given }) {
    for (const name of ['development', 'wildcard-domain'] as const) if (given[name]) throw notDone(name);
    const { url, description, manifest } = given;
    const wish = { description, manifest, anew: given['no-cache'], args: argsOf(given['build-args'] ?? []) };
    const request = { ...wish, gitSha: given['git-sha'], object: keyIn(url, app) };
    return buildView(await rack.builds.start(app, request, actor), undefined);
  },
});

export const build: Route = {
  method: 'GET',
  path: '/apps/{app}/builds/{build}',
  summary: 'Shows one build',
  on: 'app',
  role: 'read',
  answers: BUILD,
  run: async (context) => {
    const found = find(context);
    const manifest = await context.rack.builds.manifest(found);
    return { ...buildView(found, context.rack.builds.releaseOf(found)), ...(manifest !== undefined && { manifest }) };
  },
};

export const cancelBuild: Route = {
  method: 'DELETE',
  path: '/apps/{app}/builds/{build}',
  summary: 'Stops a build that waits or runs',
  on: 'app',
  role: 'deploy',
  answers: BUILD,
  run: async ({ rack, actor, app, path }) => {
    const cancelled = await rack.builds.cancel(app, path.build as string, actor);
    return buildView(cancelled, rack.builds.releaseOf(cancelled));
  },
};

export const exportBuild: Route = {
  method: 'GET',
  path: '/apps/{app}/builds/{build}.tgz',
  summary: 'Builds are not exported: this says where images are instead',
  on: 'app',
  role: 'read',
  run: async ({ app }) => {
    throw new Failure('not_done_here', 'Builds are not exported here: their images lie in the registry of the rack.', {
      hint: `Which image a release runs: ssh rack releases ${app} --json`,
    });
  },
};

export const importBuild: Route = {
  method: 'POST',
  path: '/apps/{app}/builds/import',
  summary: 'Builds are not imported: this says how images are deployed instead',
  on: 'app',
  role: 'deploy',
  takes: 'bytes',
  run: async ({ app }) => {
    throw new Failure('not_done_here', 'Builds are not imported here.', {
      hint: `Deploy an image that was built elsewhere: ssh rack deploy ${app} --image NAME`,
    });
  },
};

// Private

function find({ rack, actor, app, path }: AppContext): Build {
  return rack.builds.find(app, path.build as string, actor);
}

/** The key of an object of this app. */
function keyIn(url: string, app: string): string {
  const prefix = `object://${app}/`;
  if (url.startsWith(prefix)) return url.slice(prefix.length);
  throw new Failure('bad_param', `url must be that of an object of ${app}, as in ${prefix}tmp/app.tgz.`, {
    hint: `Upload the tar archive first: POST /apps/${app}/objects/tmp/app.tgz`,
  });
}

function argsOf(pairs: readonly string[]): Record<string, string> {
  const wrong = pairs.find((pair) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(pair));
  if (wrong !== undefined) throw new Failure('bad_param', `build-args must be NAME=value, and "${wrong}" is not.`);
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function notDone(name: string): Failure {
  return new Failure('bad_param', `${name} must be false: it is not done here.`);
}
