import { route } from '../routes.ts';
import { listOf, mapOf, shape, text } from '../schema.ts';

const DIFFERENCE = shape(
  'Difference',
  { what: text('commit, web memory, timer nightly…'), before: text('What it was'), after: text('What it is') },
  ['before', 'after'],
);

const DIFF = shape('ReleaseDiff', {
  from: text('The earlier release, as v3'),
  to: text('The later one'),
  differences: listOf(DIFFERENCE),
  env: mapOf(true, 'Names of variables that were added, removed and changed'),
});

export const diffRelease = route({
  method: 'GET',
  path: '/apps/{app}/releases/{release}/diff',
  summary: 'Tells how a release differs from the one that is live, or from another one',
  on: 'app',
  role: 'read',
  params: { from: { type: 'text', in: 'query', what: 'the release to compare with, by its id or as v4', most: 20 } },
  answers: DIFF,
  async run({ rack, actor, app, path, given: { from } }) {
    const before = from ?? rack.apps.find(app, actor).live?.id;
    return rack.releases.diff(
      app,
      { ...(before !== undefined && { from: before }), to: path.release as string },
      actor,
    );
  },
});
