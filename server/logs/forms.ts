import { writeNumbered } from '../../wire/numbered-line.ts';
import { formatLine } from './format.ts';
import type { LogForm, LogLine } from './logs.ts';
import { terminalForm } from './terminal.ts';

/** Bytes as they were printed, behind time and source. */
export const PLAIN: LogForm = { name: 'plain', write: (line) => `${formatLine(line)}\n` };

/** What was printed alone: how a build's log is shown. */
export const MESSAGES: LogForm = { name: 'messages', write: ({ message }) => `${message}\n` };

/** The time and what was printed, to the millisecond: more is not known of a build's lines. */
export const TIMED_MESSAGES: LogForm = {
  name: 'timed messages',
  write: ({ time, message }) => `${time.slice(0, 23)}Z ${message}\n`,
};

/** One JSON object a line. `cursor` is the line's number: what comes behind it is asked for by `after`. */
export const JSON_LINES: LogForm = {
  name: 'json',
  write: ({ number, ...line }) => `${JSON.stringify({ cursor: number, ...line })}\n`,
};

/** An event of `text/event-stream` each, with the line's number as its id. */
export const EVENTS: LogForm = {
  name: 'events',
  write(line) {
    const id = line.number === undefined ? '' : `id: ${line.number}\n`;
    return `${id}data: ${formatLine(line).replace(/\r/g, '')}\n\n`;
  },
};

/** How lines are to be shown to somebody at the other end of an ssh connection. */
export interface Look {
  json: boolean;
  colours: boolean;
  /** Each line has its number in front, for a client that goes on where it was cut off. */
  numbered: boolean;
  /** The client has a terminal, whose lines end in both characters. */
  terminal: boolean;
}

/** The form of that look; `plain` is how lines look where nothing else is asked. */
export function formFor({ json, colours, numbered, terminal }: Look, plain: LogForm = PLAIN): LogForm {
  const bare = json ? JSON_LINES : colours || terminal ? terminalForm(plain, colours) : plain;
  const form = numbered ? withNumbers(bare) : bare;
  return terminal ? withBothEnds(form) : form;
}

// Private

function withNumbers({ name, write }: LogForm): LogForm {
  return { name: `${name}, numbered`, write: (line: LogLine) => writeNumbered(line.number, write(line)) };
}

function withBothEnds({ name, write }: LogForm): LogForm {
  return { name: `${name}, both ends`, write: (line) => write(line).replace(/\r?\n/g, '\r\n') };
}
