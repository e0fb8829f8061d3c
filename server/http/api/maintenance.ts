import type { AppMaintenance } from '../../apps/maintenance.ts';
import { SILENCE } from '../../deploy/output.ts';
import { type AppContext, type Route, route } from '../routes.ts';
import { shape, text, time, yesNo } from '../schema.ts';

const MAINTENANCE = shape(
  'Maintenance',
  {
    isOn: yesNo('Whether the app answers 503 and a page'),
    page: text('The page'),
    by: text('Who has begun it'),
    since: time('When it began'),
  },
  ['page', 'by', 'since'],
);

export const maintenance: Route = {
  method: 'GET',
  path: '/apps/{app}/maintenance',
  summary: 'Tells whether an app is in maintenance',
  on: 'app',
  role: 'read',
  answers: MAINTENANCE,
  async run({ rack, actor, app }) {
    const now = rack.maintenance.of(app, actor);
    return { isOn: now !== undefined, ...now };
  },
};

export const beginMaintenance = route({
  method: 'PUT',
  path: '/apps/{app}/maintenance',
  summary: 'Lets an app answer 503 and a page, while its processes go on, or gives it another page',
  on: 'app',
  role: 'deploy',
  params: { page: { type: 'text', what: 'HTML; a page of the rack unless told', most: 1024 } },
  async run(context) {
    const { page } = context.given;
    await change(context, (all, request) => all.on(context.app, page === undefined ? {} : { page }, request));
  },
});

export const endMaintenance: Route = {
  method: 'DELETE',
  path: '/apps/{app}/maintenance',
  summary: 'Lets an app serve again',
  on: 'app',
  role: 'deploy',
  run: async (context) => change(context, (all, request) => all.off(context.app, request)),
};

// Private

async function change(
  { rack, actor, app }: AppContext,
  work: (maintenance: AppMaintenance, request: Parameters<AppMaintenance['off']>[1]) => Promise<void>,
): Promise<void> {
  const changing = (signal: AbortSignal) => work(rack.maintenance, { actor, signal, output: SILENCE });
  await rack.background.soon({ app, doing: 'updating', actor }, changing);
}
