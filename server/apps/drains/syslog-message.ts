import type { DrainLine } from './receiver.ts';

/** Facility and severity: `user.info` for what apps print, `daemon.notice` for what the rack says of them. */
const PRIORITY = { app: 1 * 8 + 6, rack: 3 * 8 + 5 } as const;

/** The largest sequence number that RFC 5424 knows; the next one is 1. */
const LAST_SEQUENCE = 2 ** 31 - 1;

/**
 * A line as RFC 5424 has it, after its length in bytes, as RFC 6587 and RFC 5425 frame it: the rack is the host, the app the
 * program, and the copy its process. The number of the line tells a receiver what it has had before.
 */
export function syslogFrame({ time, app, process, source, number, message }: DrainLine, rack: string): string {
  const sequence = ((number - 1) % LAST_SEQUENCE) + 1;
  const meta = number > 0 ? `[meta sequenceId="${sequence}"]` : '-';
  const text = `<${PRIORITY[source]}>1 ${time} ${rack} ${app} ${process} ${source} ${meta} ${message}`;
  return `${Buffer.byteLength(text)} ${text}`;
}
