import { formatLine, parseSince } from '../../logs/format.ts';
import type { LogLine, LogQuery } from '../../logs/logs.ts';
import { type Arguments, type Command, JSON_OPTION, usageFailure } from '../command.ts';

/** Lines shown when nothing else is asked. */
const LINES = 100;

/** Lines that go to the client in one piece. */
const BATCH = 500;

/** What `-f`, `-n`, `--since` and `--filter` mean, wherever a log is shown. */
export const LOG_DETAILS = [
  '',
  '  -f, --follow         go on with new lines until Ctrl-C',
  '  -n, --num N          the last N lines (100)',
  '  --since TIME         lines since 10m, 1h, 2d ago, or since a time (2026-11-22T21:30:00Z)',
  '  --filter TEXT        only lines that contain the text',
  '  --json               one JSON object a line',
];

export const LOG_OPTIONS = {
  follow: { type: 'boolean', short: 'f' },
  tail: { type: 'boolean', short: 't' },
  num: { type: 'string', short: 'n' },
  since: { type: 'string' },
  filter: { type: 'string' },
  ...JSON_OPTION,
} as const;

/** The query that these options are. */
export function logQuery(command: Command, { options }: Arguments, now = new Date()): LogQuery {
  const { num, process, since, filter } = options as Record<string, string | undefined>;
  return {
    ...((num !== undefined || since === undefined) && { num: numberOf(command, num ?? `${LINES}`) }),
    ...(since !== undefined && { since: parseSince(since, now) }),
    ...(process !== undefined && { process }),
    ...(filter !== undefined && { filter }),
  };
}

/** How lines are shown: as people read them, or as JSON. */
export function lineFormat({ options }: Arguments): (line: LogLine) => string {
  return options.json ? (line) => `${JSON.stringify(line)}\n` : (line) => `${formatLine(line)}\n`;
}

/** Prints lines that are there already. */
export async function printLines(
  lines: readonly LogLine[],
  format: (line: LogLine) => string,
  print: (text: string) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < lines.length; at += BATCH)
    await print(
      lines
        .slice(at, at + BATCH)
        .map(format)
        .join(''),
    );
}

// Private

function numberOf(command: Command, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageFailure(command, `"${text}" is no number of lines.`);
}
