import { parseSince } from '../../logs/format.ts';
import { EVENT_TYPES, type RackEvent } from '../../model/event.ts';
import { route } from '../routes.ts';
import { integer, listOf, mapOf, shape, text, time, word } from '../schema.ts';

const EVENT = shape(
  'Event',
  {
    id: integer('Rises from event to event'),
    at: time('When'),
    type: word('What kind of thing happened', Object.keys(EVENT_TYPES)),
    app: text('About which app'),
    actor: text('The developer who did it'),
    message: text('What happened, for people'),
    data: mapOf(true, 'What happened, for programs'),
  },
  ['app', 'actor'],
);

/** As `text/event-stream` it goes on with what comes, and begins behind the event that the header `Last-Event-ID` names. */
export const events = route({
  method: 'GET',
  path: '/events',
  summary: 'Lists what happened on the rack, as far as you may know of it, oldest first',
  on: 'rack',
  role: 'read',
  params: {
    app: { type: 'text', in: 'query', what: 'only of this app' },
    types: { type: 'list', in: 'query', what: 'only of these, as deploy.live or deploy.*' },
    since: { type: 'text', in: 'query', what: '1h, 2d, or a time' },
    after: { type: 'integer', in: 'query', least: 0, most: Number.MAX_SAFE_INTEGER, what: 'only behind this one' },
    'last-event-id': {
      type: 'integer',
      in: 'header',
      least: 0,
      most: Number.MAX_SAFE_INTEGER,
      what: 'the same as after',
    },
    last: { type: 'integer', in: 'query', least: 1, most: 1000, what: 'the newest so many; 100 unless told' },
  },
  answers: listOf(EVENT),
  async run({ rack, actor, given, reply, headers, signal }) {
    const { app, types, since, last, after = given['last-event-id'] } = given;
    if (app !== undefined) rack.apps.find(app, actor);
    const from = since === undefined ? undefined : parseSince(since, new Date());
    const usual = after === undefined && since === undefined ? 100 : 1000;
    const query = { app, types, since: from, after, last: last ?? usual };
    if (!/\btext\/event-stream\b/i.test(headers.accept ?? '')) return rack.events.list(query, actor);
    reply.begin(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    for await (const event of rack.events.follow(query, { actor, signal })) await reply.write(asEvent(event));
    return undefined;
  },
});

// Private

function asEvent(event: RackEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
