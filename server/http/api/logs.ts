import { formatLine, parseSince } from '../../logs/format.ts';
import type { LogLine, LogQuery } from '../../logs/logs.ts';
import { parseLogFilter } from '../../model/log-filter.ts';
import { route } from '../routes.ts';
import { text } from '../schema.ts';
import { socket } from '../socket-routes.ts';

/** What the stock client asks of every log. */
export const LOG_HEADERS = {
  filter: {
    type: 'text',
    in: 'header',
    what: 'words that a line must have, in the form of CloudWatch: `error -debug "out of memory"`',
  },
  follow: { type: 'boolean', in: 'header', what: 'false ends it after what is kept' },
  prefix: { type: 'boolean', in: 'header', what: 'each line with its time and where it comes from in front' },
  since: { type: 'duration', in: 'header', what: 'how old the first line may be; an hour unless told' },
} as const;

/** Seconds of history that a socket begins with unless told. */
export const USUAL_SINCE = 3600;

/** How many of the last lines an answer begins with unless told. */
const USUAL_NUM = 100;

export const logSocket = socket({
  method: 'SOCKET',
  path: '/apps/{app}/logs',
  summary: 'What an app and the platform say of it, line by line',
  on: 'app',
  role: 'read',
  params: LOG_HEADERS,
  async run({ rack, actor, app, given, channel, signal }) {
    const { filter, follow = true, prefix = false, since = USUAL_SINCE } = given;
    const fits = parseLogFilter(filter ?? '');
    const query = { since: parseSince(new Date(Date.now() - since * 1000).toISOString(), new Date()) };
    const lines = follow ? rack.logs.follow(app, query, { actor, signal }) : rack.logs.query(app, query, actor);
    for await (const line of lines)
      if (fits(line.message)) await channel.write(`${prefix ? prefixOf(line) : ''}${line.message}\n`);
  },
});

/**
 * Lines of text as `ssh rack logs` prints them. As `text/event-stream` each has its number as the id of its event, and as
 * `application/x-ndjson` as `cursor`: whoever comes back with the last one they got goes on behind it, without gap or repeat.
 */
export const logs = route({
  method: 'GET',
  path: '/apps/{app}/logs',
  summary: 'What an app and the platform said of it',
  on: 'app',
  role: 'read',
  params: {
    follow: { type: 'boolean', in: 'query', what: 'goes on with what comes' },
    num: {
      type: 'integer',
      in: 'query',
      least: 0,
      most: 200_000,
      what: 'the last so many lines; 100 unless told, or since is',
    },
    since: { type: 'text', in: 'query', what: '1h, 30m, 2d, or a time' },
    process: { type: 'text', in: 'query', what: 'web, or web.1' },
    filter: { type: 'text', in: 'query', what: 'words that a line must have, in the form of CloudWatch' },
    after: {
      type: 'integer',
      in: 'query',
      least: 0,
      most: Number.MAX_SAFE_INTEGER,
      what: 'the number of the last line that is known',
    },
    'last-event-id': {
      type: 'integer',
      in: 'header',
      least: 0,
      most: Number.MAX_SAFE_INTEGER,
      what: 'the same as after, from a client of text/event-stream',
    },
  },
  answers: text('The lines'),
  answersIn: 'text/plain',
  async run(context) {
    const { rack, actor, app, given, signal, reply } = context;
    const fits = parseLogFilter(given.filter ?? '');
    const { type, write } = formOf(context.headers.accept);
    const query = queryOf(given);
    const lines = given.follow ? rack.logs.follow(app, query, { actor, signal }) : rack.logs.query(app, query, actor);
    reply.begin(200, { 'content-type': type, 'cache-control': 'no-store' });
    for await (const line of lines) if (fits(line.message)) await reply.write(write(line));
  },
});

/** `2026-01-02T03:04:05Z service/web/web.1 `, as the stock client knows it. */
export function prefixOf({ time, source, process }: LogLine): string {
  const stream = source === 'app' ? `service/${process.replace(/\.\d+$/, '')}/${process}` : `system/${process}`;
  return `${time.slice(0, 19)}Z ${stream} `;
}

// Private

function queryOf(given: {
  num: number | undefined;
  since: string | undefined;
  process: string | undefined;
  after: number | undefined;
  'last-event-id': number | undefined;
}): LogQuery {
  const { num, since, process, after = given['last-event-id'] } = given;
  const isOpen = since !== undefined || after !== undefined;
  return {
    ...((num !== undefined || !isOpen) && { num: num ?? USUAL_NUM }),
    ...(since !== undefined && { since: parseSince(since, new Date()) }),
    ...(process !== undefined && { process }),
    ...(after !== undefined && { after }),
  };
}

interface Form {
  type: string;
  write(line: LogLine): string;
}

function formOf(accept = ''): Form {
  if (/\btext\/event-stream\b/i.test(accept)) return { type: 'text/event-stream', write: asEvent };
  if (/\bapplication\/x-ndjson\b/i.test(accept)) return { type: 'application/x-ndjson', write: asJson };
  return { type: 'text/plain; charset=utf-8', write: (line) => `${formatLine(line)}\n` };
}

function asEvent(line: LogLine): string {
  const id = line.number === undefined ? '' : `id: ${line.number}\n`;
  return `${id}data: ${formatLine(line).replace(/\r/g, '')}\n\n`;
}

function asJson({ number, ...line }: LogLine): string {
  return `${JSON.stringify({ cursor: number, ...line })}\n`;
}
