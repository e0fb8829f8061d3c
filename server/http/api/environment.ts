import type { ReleaseRequest } from '../../apps/turn.ts';
import { SILENCE } from '../../deploy/output.ts';
import { type AppContext, type Route, route } from '../routes.ts';
import { listOf, shape, text, word } from '../schema.ts';

const VARIABLE = shape('Variable', {
  name: text('Its name'),
  from: word('Who says what it is: somebody set it, a link to a resource did, or the live release has it of itself', [
    'set',
    'link',
    'release',
  ]),
});

/** Values are told with a release: `GET /apps/{app}/releases/{release}`. */
export const environment: Route = {
  method: 'GET',
  path: '/apps/{app}/environment',
  summary: 'Lists the names of the variables of an app, without their values',
  on: 'app',
  role: 'read',
  answers: listOf(VARIABLE),
  run: async ({ rack, actor, app }) => rack.environment.names(app, actor),
};

export const setVariable = route({
  method: 'PUT',
  path: '/apps/{app}/environment/{name}',
  summary: 'Sets a variable of an app and deploys a release with it; what comes of it stands in the log of the app',
  on: 'app',
  role: 'deploy',
  params: { value: { type: 'text', what: 'its value', required: true, most: 65_536 } },
  run: async (context) =>
    changed(context, ({ rack, app, path }, request) =>
      rack.environment.set(app, { [path.name as string]: context.given.value }, request),
    ),
});

export const unsetVariable: Route = {
  method: 'DELETE',
  path: '/apps/{app}/environment/{name}',
  summary: 'Takes a variable of an app away and deploys a release without it',
  on: 'app',
  role: 'deploy',
  run: async (context) =>
    changed(context, ({ rack, app, path }, request) => rack.environment.unset(app, [path.name as string], request)),
};

// Private

/** The release goes on when the request has its answer. */
async function changed(
  context: AppContext,
  change: (context: AppContext, request: ReleaseRequest) => Promise<unknown>,
): Promise<void> {
  const { rack, actor, app } = context;
  const work = (signal: AbortSignal) => change(context, { actor, signal, output: SILENCE });
  await rack.background.soon({ app, doing: 'updating', actor }, work);
}
