import { parseSince } from '../../logs/format.ts';
import { EVENT_TYPES, type RackEvent } from '../../model/event.ts';
import type { EventQuery } from '../../store/events.ts';
import { type Arguments, type Command, JSON_OPTION, noMoreWords, usageFailure } from '../command.ts';
import { seconds } from './access.ts';

/** Events shown when nothing else is asked. */
const EVENTS = 100;

const WIDTH = Math.max(...Object.keys(EVENT_TYPES).map(({ length }) => length));

/** All types of events, a line each, for the help of what takes them. */
export const TYPE_DETAILS = [
  '',
  'Types of events:',
  ...Object.entries(EVENT_TYPES).map(([type, what]) => `  ${type.padEnd(WIDTH)}  ${what}`),
];

export const events: Command = {
  name: 'events',
  usage: '[-f] [--app APP] [--type TYPE] [--since 1h] [-n N] [--json]',
  summary: 'Shows what happened: deploys, crashes, changes',
  details: [
    '',
    '  -f, --follow     go on with new ones until Ctrl-C',
    '  -a, --app APP    only what is about an app',
    '  --type TYPE      only this type, or deploy.* for all that begin so; may be given several times',
    '  --since TIME     since 10m, 1h, 2d ago, or since a time (2026-11-22T21:30:00Z)',
    '  -n, --num N      the last N (100, or all with --since)',
    '  --json           one JSON object a line',
    ...TYPE_DETAILS,
  ],
  on: 'rack',
  role: 'read',
  options: {
    ...JSON_OPTION,
    follow: { type: 'boolean', short: 'f' },
    app: { type: 'string', short: 'a' },
    type: { type: 'string', multiple: true },
    since: { type: 'string' },
    num: { type: 'string', short: 'n' },
  },
  async run({ actor, rack, print, signal }, args) {
    noMoreWords(events, args);
    const query = queryOf(args, new Date());
    if (query.app !== undefined) rack.apps.find(query.app, actor);
    const line = args.options.json ? (event: RackEvent) => JSON.stringify(event) : text;
    if (!args.options.follow)
      return print(
        rack.events
          .list(query, actor)
          .map((event) => `${line(event)}\n`)
          .join(''),
      );
    for await (const event of rack.events.follow(query, { actor, signal })) await print(`${line(event)}\n`);
    signal.throwIfAborted();
  },
};

// Private

function queryOf({ options }: Arguments, now: Date): EventQuery {
  const { app, since, num } = options as Record<string, string | undefined>;
  return {
    app,
    types: (options.type as string[] | undefined)?.flatMap((word) => word.split(',')),
    since: since && parseSince(since, now),
    last: num !== undefined ? numberOf(num) : since === undefined ? EVENTS : undefined,
  };
}

function numberOf(word: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw usageFailure(events, `"${word}" is no number of events.`);
}

function text({ at, type, message }: RackEvent): string {
  return `${seconds(at)} ${type.padEnd(WIDTH)} ${message}`;
}
