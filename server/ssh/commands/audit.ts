import { parseSince } from '../../logs/format.ts';
import type { AuditRecord } from '../../store/audit.ts';
import { type Arguments, type Command, JSON_OPTION, noMoreWords, usageFailure } from '../command.ts';
import { seconds } from './access.ts';

/** Records shown when nothing else is asked. */
const RECORDS = 100;

/** Records that go to the client in one piece. */
const BATCH = 500;

export const audit: Command = {
  name: 'audit',
  usage: '[--app APP] [--developer NAME] [--since 1h] [-n N] [--json]',
  summary: 'Shows who did what, when and from where, and what came of it',
  details: [
    '',
    '  -a, --app APP        only what was done to an app',
    '  --developer NAME     only what somebody did',
    '  --since TIME         since 10m, 1h, 2d ago, or since a time (2026-11-22T21:30:00Z)',
    '  -n, --num N          the last N records (100, or all with --since)',
    '  --json               one JSON object a line',
  ],
  on: 'rack',
  role: 'admin',
  options: {
    ...JSON_OPTION,
    app: { type: 'string', short: 'a' },
    developer: { type: 'string' },
    since: { type: 'string' },
    num: { type: 'string', short: 'n' },
  },
  async run({ actor, rack, print, signal }, args) {
    noMoreWords(audit, args);
    const line = args.options.json ? (record: AuditRecord) => JSON.stringify(record) : text;
    let batch: string[] = [];
    for (const record of rack.audit.read(queryOf(args, new Date()), actor)) {
      batch.push(`${line(record)}\n`);
      if (batch.length < BATCH) continue;
      await print(batch.join(''));
      signal.throwIfAborted();
      batch = [];
    }
    await print(batch.join(''));
  },
};

// Private

function queryOf({ options }: Arguments, now: Date) {
  const { app, developer, since, num } = options as Record<string, string | undefined>;
  return {
    app,
    who: developer,
    since: since && parseSince(since, now),
    last: num !== undefined ? numberOf(num) : since === undefined ? RECORDS : undefined,
  };
}

function numberOf(word: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw usageFailure(audit, `"${word}" is no number of records.`);
}

function text({ at, who, what, app, detail, from, credential, result }: AuditRecord): string {
  const subject = [what, app && `of ${app}`, detail && `(${detail})`].filter(Boolean).join(' ');
  const origin = [from && `from ${from}`, credential && `by ${credential}`].filter(Boolean).join(' ');
  return printable(`${seconds(at)} ${who}: ${subject}: ${result}${origin && `, ${origin}`}`);
}

/** Records of refused logins hold what strangers sent. */
const printable = (line: string) => line.replace(/\p{C}/gu, '?');
