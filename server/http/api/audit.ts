import { parseSince } from '../../logs/format.ts';
import { route } from '../routes.ts';
import { listOf, shape, text, time } from '../schema.ts';

const RECORD = shape(
  'AuditRecord',
  {
    at: time('When'),
    who: text('The developer, or what an unknown one offered'),
    what: text('What they did'),
    app: text('To which app'),
    detail: text('What came out'),
    from: text('From where'),
    door: text('ssh, http or console'),
    credential: text('By which key, token or session of the console'),
    result: text('ok, or why not'),
  },
  ['app', 'detail', 'from', 'door', 'credential'],
);

/** Records that are told of which nobody said how many. */
const USUAL = 100;

export const audit = route({
  method: 'GET',
  path: '/audit',
  summary: 'Lists what was done on the rack, oldest first',
  on: 'rack',
  role: 'admin',
  params: {
    app: { type: 'text', in: 'query', what: 'only of this app' },
    who: { type: 'text', in: 'query', what: 'only by them' },
    since: { type: 'text', in: 'query', what: '1h, 2d, or a time' },
    last: { type: 'integer', in: 'query', least: 1, most: 10_000, what: 'the newest so many; 100 unless told' },
  },
  answers: listOf(RECORD),
  async run({ rack, actor, given: { app, who, since, last = USUAL } }) {
    const from = since === undefined ? undefined : parseSince(since, new Date());
    return [...rack.audit.read({ app, who, last, since: from }, actor)];
  },
});
