import { MESSAGES } from '../../logs/forms.ts';
import type { LogForm, LogLine } from '../../logs/logs.ts';
import type { LogWish } from '../../logs/reading.ts';
import { route } from '../routes.ts';
import { text } from '../schema.ts';
import { socket } from '../socket-routes.ts';
import { answerPages } from './log-answer.ts';
import { formOf, LOG_PARAMS, wishOf } from './log-params.ts';

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
const USUAL_SINCE = 3600;

export const logSocket = socket({
  method: 'SOCKET',
  path: '/apps/{app}/logs',
  summary: 'What an app and the platform say of it, line by line',
  on: 'app',
  role: 'read',
  params: LOG_HEADERS,
  async run({ rack, actor, app, given, channel, signal }) {
    const pages = rack.logs.pages(app, wishOfHeaders(given), { actor, signal });
    for await (const page of pages) await channel.write(page.text(given.prefix ? PREFIXED : MESSAGES));
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
    ...LOG_PARAMS,
    process: { type: 'list', in: 'query', what: 'web, web.1, or rack for what the platform says; any of them' },
    release: { type: 'text', in: 'query', what: 'v4, or its id' },
  },
  answers: text('The lines'),
  answersIn: 'text/plain',
  async run({ rack, actor, app, given, signal, reply, headers }) {
    const { process: processes, release, ...asked } = given;
    const pages = rack.logs.pages(app, { ...wishOf(asked), processes, release }, { actor, signal });
    await answerPages(reply, pages, formOf(headers.accept));
  },
});

/** What a socket's headers ask. */
export function wishOfHeaders({
  filter,
  follow = true,
  since = USUAL_SINCE,
}: {
  filter: string | undefined;
  follow: boolean | undefined;
  since: number | undefined;
}): LogWish {
  return { filter, follow, since: new Date(Date.now() - since * 1000).toISOString() };
}

/** A line as the stock client gets it. */
export const PREFIXED: LogForm = {
  name: 'prefixed',
  write: (line) => `${prefixOf(line)}${line.message}\n`,
};

// Private

/** `2026-01-02T03:04:05Z service/web/web.1 `, as the stock client knows it. */
function prefixOf({ time, source, process }: LogLine): string {
  const stream = source === 'app' ? `service/${process.replace(/\.\d+$/, '')}/${process}` : `system/${process}`;
  return `${time.slice(0, 19)}Z ${stream} `;
}
