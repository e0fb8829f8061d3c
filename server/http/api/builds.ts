import type { Build } from '../../model/build.ts';
import type { Route, RouteContext } from '../routes.ts';

export const builds: Route = {
  method: 'GET',
  path: '/apps/{app}/builds',
  summary: 'Lists the builds of an app, newest first',
  on: 'app',
  role: 'read',
  run: async ({ rack, actor, app }) => rack.builds.list(app, actor),
};

export const build: Route = {
  method: 'GET',
  path: '/apps/{app}/builds/{build}',
  summary: 'Shows one build',
  on: 'app',
  role: 'read',
  run: async (context) => find(context),
};

/** Lines of text, with `?times=1` each with its time in front; with `?follow=1` until the build ends. */
export const buildLogs: Route = {
  method: 'GET',
  path: '/apps/{app}/builds/{build}/logs',
  summary: 'What a build said',
  on: 'app',
  role: 'read',
  async run(context) {
    const { rack, query, reply, signal } = context;
    const [hasTimes, follow] = [query.get('times') === '1', query.get('follow') === '1'];
    const lines = rack.builds.log(find(context), { follow, signal });
    const first = await lines.next();
    reply.begin(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    for (let next = first; !next.done; next = await lines.next())
      await reply.write(`${hasTimes ? `${next.value.at} ` : ''}${next.value.text}\n`);
  },
};

export const cancelBuild: Route = {
  method: 'DELETE',
  path: '/apps/{app}/builds/{build}',
  summary: 'Stops a build that waits or runs',
  on: 'app',
  role: 'deploy',
  run: async ({ rack, actor, app, path }) => rack.builds.cancel(app, path.build as string, actor),
};

// Private

function find({ rack, actor, app, path }: RouteContext & { app: string }): Build {
  return rack.builds.find(app, path.build as string, actor);
}
