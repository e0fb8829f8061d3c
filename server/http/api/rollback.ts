import { SILENCE } from '../../deploy/output.ts';
import type { Route } from '../routes.ts';

export const rollbackRelease: Route = {
  method: 'POST',
  path: '/apps/{app}/releases/{release}/rollback',
  summary:
    'Goes back to a release that was live: a new one of its images and environment; what comes of it stands in the log of the app',
  on: 'app',
  role: 'deploy',
  async run({ rack, actor, app, path }) {
    const rollback = (signal: AbortSignal) =>
      rack.releases.rollback(app, path.release as string, { actor, signal, output: SILENCE });
    await rack.background.soon({ app, doing: 'updating', actor }, rollback);
  },
};
