import { TARBALL_LIMITS } from '../../git/tarball.ts';
import type { Route } from '../routes.ts';
import { shape, text } from '../schema.ts';

const OBJECT = shape('Object', { url: text('What a build is told to build it') });

export const putObject: Route = {
  method: 'POST',
  path: '/apps/{app}/objects/{key...}',
  summary: 'Keeps the bytes of the body under a key as tmp/app.tgz, to be built within an hour',
  on: 'app',
  role: 'deploy',
  takes: 'bytes',
  answers: OBJECT,
  async run({ rack, actor, app, path, body, signal }) {
    const content = await body(TARBALL_LIMITS.bytes);
    const key = await rack.objects.put(app, path.key as string, content, actor, signal);
    return { url: `object://${app}/${key}` };
  },
};
