import { type Route, route } from '../routes.ts';
import { integer, listOf, shape, text, time } from '../schema.ts';

const DRAIN = shape(
  'Drain',
  {
    id: text('Its id'),
    app: text('Whose log it sends'),
    receiver: text('Where lines go, without what is secret of it'),
    process: text('Only lines of this process, or of this copy'),
    filter: text('Only lines with these words'),
    createdBy: text('The developer who added it'),
    createdAt: time('When it was added'),
    delivered: integer('Lines that the receiver took'),
    waiting: integer('Lines of the log that it has not looked at'),
    dropped: integer('Lines that were not kept long enough, or that the receiver never takes'),
    deliveredAt: time('When the receiver took lines last'),
    error: text('Why the last try failed'),
    failingSince: time('Since when every try has failed'),
  },
  ['process', 'filter', 'deliveredAt', 'error', 'failingSince'],
);

export const drains: Route = {
  method: 'GET',
  path: '/apps/{app}/drains',
  summary: 'Lists where the log of an app is sent to, and how that goes',
  on: 'app',
  role: 'read',
  answers: listOf(DRAIN),
  run: async ({ rack, actor, app }) => rack.drains.list(app, actor),
};

export const addDrain = route({
  method: 'POST',
  path: '/apps/{app}/drains',
  summary: 'Sends the log of an app to a receiver from now on',
  on: 'app',
  role: 'deploy',
  params: {
    url: { type: 'text', what: 'syslog+tls://…, syslog://… or https://…', required: true, most: 2000 },
    process: { type: 'text', what: 'only lines of this process (web) or copy (web.1)', most: 100 },
    filter: { type: 'text', what: 'only lines with these words, in the form of CloudWatch', most: 1000 },
    secret: { type: 'text', what: 'what requests show as Authorization: Bearer', most: 2000 },
    header: { type: 'text', what: 'the header that shows the secret instead', most: 100 },
  },
  answers: DRAIN,
  run: async ({ rack, actor, app, given }) => rack.drains.add(app, given, actor),
});

export const removeDrain: Route = {
  method: 'DELETE',
  path: '/apps/{app}/drains/{drain}',
  summary: 'Sends the log of an app to a receiver no more',
  on: 'app',
  role: 'deploy',
  answers: DRAIN,
  run: async ({ rack, actor, app, path }) => rack.drains.remove(app, path.drain as string, actor),
};

export const testDrain: Route = {
  method: 'POST',
  path: '/apps/{app}/drains/{drain}/test',
  summary: 'Sends a receiver a line, and tells what kept it from taking it',
  on: 'app',
  role: 'deploy',
  answers: DRAIN,
  run: async ({ rack, actor, app, path, signal }) => rack.drains.test(app, path.drain as string, actor, signal),
};
