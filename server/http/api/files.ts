import { TARBALL_LIMITS } from '../../git/tarball.ts';
import { type Route, route } from '../routes.ts';
import { text } from '../schema.ts';

export const getFiles = route({
  method: 'GET',
  path: '/apps/{app}/processes/{process}/files',
  summary: 'A file or folder of a copy, as a tar archive',
  on: 'app',
  role: 'deploy',
  params: { file: { type: 'text', in: 'query', what: 'its path, from the root', required: true, most: 4096 } },
  answers: text('The archive', { format: 'binary' }),
  answersIn: 'application/x-tar',
  async run({ rack, actor, app, path, given: { file }, reply, signal }) {
    const archive = await rack.attachments.getFiles(app, path.process as string, file, { actor, signal });
    for await (const chunk of archive) {
      if (!reply.begun) reply.begin(200, { 'content-type': 'application/x-tar', 'cache-control': 'no-store' });
      await reply.write(chunk);
    }
  },
});

export const putFiles: Route = {
  method: 'POST',
  path: '/apps/{app}/processes/{process}/files',
  summary: 'Unpacks a tar archive in a copy, from its root',
  on: 'app',
  role: 'deploy',
  takes: 'bytes',
  async run({ rack, actor, app, path, body, signal }) {
    const archive = await body(TARBALL_LIMITS.bytes);
    await rack.attachments.putFiles(app, path.process as string, archive, { actor, signal });
  },
};
