import { type Route, route } from '../routes.ts';
import { integer, listOf, shape, text, time } from '../schema.ts';

const WEBHOOK = shape(
  'Webhook',
  {
    id: text('Its id'),
    receiver: text('Where events go, without what is secret of it'),
    app: text('Only events of this app'),
    types: listOf(text('deploy.live, or deploy.*'), 'Only events of these types; none: all'),
    createdBy: text('The developer who added it'),
    createdAt: time('When it was added'),
    secret: text('What deliveries are signed with, told once'),
  },
  ['app', 'secret'],
);

const DELIVERY = shape(
  'Delivery',
  {
    id: text('Its id'),
    webhook: text('To which receiver'),
    event: integer('Of which event'),
    type: text('The type of the event'),
    state: text('What became of it'),
    tries: integer('How often it was tried'),
    createdAt: time('When it was due first'),
    triedAt: time('When it was tried last'),
    nextAt: time('When it is tried again'),
    status: integer('What the receiver answered'),
    reason: text('Why it failed'),
    took: integer('Milliseconds of the last try'),
  },
  ['type', 'triedAt', 'nextAt', 'status', 'reason', 'took'],
);

export const webhooks: Route = {
  method: 'GET',
  path: '/webhooks',
  summary: 'Lists where events are sent to',
  on: 'rack',
  role: 'admin',
  answers: listOf(WEBHOOK),
  run: async ({ rack, actor }) => rack.webhooks.list(actor),
};

export const addWebhook = route({
  method: 'POST',
  path: '/webhooks',
  summary: 'Adds a receiver of events, and tells its secret this once',
  on: 'rack',
  role: 'admin',
  params: {
    url: { type: 'text', what: 'where events go', required: true, most: 2000 },
    app: { type: 'text', what: 'only events of this app', most: 100 },
    types: { type: 'list', what: 'only these, as deploy.live or deploy.*' },
    secret: { type: 'text', what: 'what deliveries are signed with; one is made unless told' },
  },
  answers: WEBHOOK,
  run: async ({ rack, actor, given: { url, app, types = [], secret } }) =>
    rack.webhooks.add({ url, app, types, secret }, actor),
});

export const removeWebhook: Route = {
  method: 'DELETE',
  path: '/webhooks/{webhook}',
  summary: 'Takes a receiver out; what waits for it is not sent any more',
  on: 'rack',
  role: 'admin',
  answers: WEBHOOK,
  run: async ({ rack, actor, path }) => rack.webhooks.remove(path.webhook as string, actor),
};

export const testWebhook: Route = {
  method: 'POST',
  path: '/webhooks/{webhook}/test',
  summary: 'Sends a receiver an event, and tells what came of it',
  on: 'rack',
  role: 'admin',
  answers: DELIVERY,
  run: async ({ rack, actor, path }) => rack.webhooks.test(path.webhook as string, actor),
};

export const deliveries = route({
  method: 'GET',
  path: '/webhooks/{webhook}/deliveries',
  summary: 'Lists deliveries to a receiver, newest first',
  on: 'rack',
  role: 'admin',
  params: { last: { type: 'integer', in: 'query', least: 1, most: 1000, what: 'the newest so many; 50 unless told' } },
  answers: listOf(DELIVERY),
  run: async ({ rack, actor, path, given: { last = 50 } }) =>
    rack.webhooks.deliveries(path.webhook as string, last, actor),
});

export const redeliver: Route = {
  method: 'POST',
  path: '/deliveries/{delivery}/redeliver',
  summary: 'Sends a delivery once more, and tells what came of it',
  on: 'rack',
  role: 'admin',
  answers: DELIVERY,
  run: async ({ rack, actor, path }) => rack.webhooks.redeliver(path.delivery as string, actor),
};
