import { EVENTS, JSON_LINES, PLAIN } from '../../logs/forms.ts';
import type { LogForm } from '../../logs/logs.ts';
import type { LogWish } from '../../logs/reading.ts';

const NUMBER = { type: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER } as const;

/** What every log can be asked. */
export const LOG_PARAMS = {
  follow: { type: 'boolean', in: 'query', what: 'goes on with what comes' },
  num: { type: 'integer', in: 'query', least: 0, most: 200_000, what: 'the last so many lines' },
  since: { type: 'text', in: 'query', what: '1h, 30m, 2d, or a time' },
  until: {
    type: 'text',
    in: 'query',
    what: 'lines before 1h, 30m or 2d ago, or before a time; with follow it ends then',
  },
  filter: { type: 'text', in: 'query', what: 'words that a line must have, in the form of CloudWatch' },
  grep: { type: 'text', in: 'query', what: 'a regular expression that is found in a line' },
  after: { ...NUMBER, in: 'query', what: 'the number of the last line that is known' },
  'last-event-id': { ...NUMBER, in: 'header', what: 'the same as after, from a client of text/event-stream' },
} as const;

/** What is asked by these params. */
export function wishOf(given: {
  follow: boolean | undefined;
  num: number | undefined;
  since: string | undefined;
  until: string | undefined;
  filter: string | undefined;
  grep: string | undefined;
  after: number | undefined;
  'last-event-id': number | undefined;
}): LogWish {
  const { 'last-event-id': last, after = last, ...wish } = given;
  return { ...wish, after };
}

/** The form that a client accepts, with its content type; text unless it says so. */
export function formOf(accept = '', plain: LogForm = PLAIN): { type: string; form: LogForm } {
  if (/\btext\/event-stream\b/i.test(accept)) return { type: 'text/event-stream', form: EVENTS };
  if (/\bapplication\/x-ndjson\b/i.test(accept)) return { type: 'application/x-ndjson', form: JSON_LINES };
  return { type: 'text/plain; charset=utf-8', form: plain };
}
