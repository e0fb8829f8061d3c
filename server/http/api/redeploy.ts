import { SILENCE } from '../../deploy/output.ts';
import type { Route } from '../routes.ts';

export const redeployApp: Route = {
  method: 'POST',
  path: '/apps/{app}/redeploy',
  summary:
    'Deploys the live release once more, with the environment of now; what comes of it stands in the log of the app',
  on: 'app',
  role: 'deploy',
  async run({ rack, actor, app }) {
    const redeploy = (signal: AbortSignal) => rack.redeploys.redeploy(app, {}, { actor, signal, output: SILENCE });
    await rack.background.soon({ app, doing: 'updating', actor }, redeploy);
  },
};
