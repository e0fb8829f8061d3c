import { formatLine, parseSince } from '../../logs/format.ts';
import type { LogLine, LogQuery } from '../../logs/logs.ts';
import { type Arguments, type Command, noMoreWords, usageFailure } from '../command.ts';

/** Lines shown when nothing else is asked. */
const LINES = 100;

/** Lines that go to the client in one piece. */
const BATCH = 500;

export const logs: Command = {
  name: 'logs',
  aliases: ['log'],
  usage: 'APP [-f] [-n N] [-p PROCESS] [--since 1h] [--filter TEXT]',
  summary: 'Shows the log of an app',
  details: [
    '',
    '  -f, --follow         go on with new lines until Ctrl-C',
    '  -n, --num N          the last N lines (100)',
    '  -p, --process NAME   only of a process (web) or of one copy (web.1)',
    '  --since TIME         lines since 10m, 1h, 2d ago, or since a time (2026-11-22T21:30:00Z)',
    '  --filter TEXT        only lines that contain the text',
  ],
  on: 'app',
  role: 'read',
  options: {
    follow: { type: 'boolean', short: 'f' },
    tail: { type: 'boolean', short: 't' },
    num: { type: 'string', short: 'n' },
    process: { type: 'string', short: 'p' },
    since: { type: 'string' },
    filter: { type: 'string' },
  },
  async run({ actor, rack, app, print, signal }, args) {
    noMoreWords(logs, args);
    const query = queryOf(args, new Date());
    if (!args.options.follow && !args.options.tail) return printAll(rack.logs.query(app, query, actor), print);
    for await (const line of rack.logs.follow(app, query, { actor, signal })) await print(`${formatLine(line)}\n`);
    signal.throwIfAborted();
  },
};

// Private

function queryOf({ options }: Arguments, now: Date): LogQuery {
  const { num, process, since, filter } = options as Record<string, string | undefined>;
  return {
    ...((num !== undefined || since === undefined) && { num: numberOf(num ?? `${LINES}`) }),
    ...(since !== undefined && { since: parseSince(since, now) }),
    ...(process !== undefined && { process }),
    ...(filter !== undefined && { filter }),
  };
}

function numberOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageFailure(logs, `"${text}" is no number of lines.`);
}

async function printAll(lines: readonly LogLine[], print: (text: string) => Promise<void>): Promise<void> {
  for (let at = 0; at < lines.length; at += BATCH)
    await print(
      lines
        .slice(at, at + BATCH)
        .map((line) => `${formatLine(line)}\n`)
        .join(''),
    );
}
