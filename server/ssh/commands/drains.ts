import type { DrainInfo } from '../../apps/drains/drains.ts';
import {
  type Command,
  type CommandContext,
  JSON_OPTION,
  LIST_OPTIONS,
  noMoreWords,
  takeWord,
  usageFailure,
} from '../command.ts';
import { inputText } from '../input.ts';
import { printList } from '../listing.ts';
import { seconds } from './access.ts';

/** Bytes of a secret on standard input. */
const MOST_INPUT = 4096;

export const drains: Command = {
  name: 'drains',
  aliases: ['drains list'],
  usage: 'APP [--json]',
  summary: 'Lists where the log of an app is sent to, and how that goes',
  on: 'app',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(drains, args);
    const { rack, app, actor } = context;
    await printList(context, args, rack.drains.list(app, actor), {
      header: ['ID', 'RECEIVER', 'LINES', 'DELIVERED', 'WAITING', 'DROPPED', 'STATE'],
      row: (drain) => {
        const counts = [drain.delivered, drain.waiting, drain.dropped].map(String);
        return [drain.id, drain.receiver, linesOf(drain), ...counts, stateOf(drain)];
      },
      empty: `The log of ${app} is sent nowhere. Add a drain: ssh rack drains add ${app} syslog+tls://HOST:PORT`,
    });
  },
};

export const drainsAdd: Command = {
  name: 'drains add',
  usage: 'APP URL [--process web] [--filter WORDS] [--header NAME] [--secret -] [--json]',
  summary: 'Sends the log of an app to a receiver from now on, line by line, and again until it takes them',
  details: [
    '',
    '  URL              syslog+tls://HOST:PORT, syslog://HOST:PORT (RFC 5424), or https://… (JSON)',
    '  --process NAME   only of a process (web) or of one copy (web.1)',
    '  --filter WORDS   only lines with these words: error -debug "out of memory"',
    '  --secret -       takes a token from standard input, which requests show as Authorization: Bearer',
    '  --header NAME    shows it in this header instead: --header DD-API-KEY',
    '',
    'Receivers and what they expect: docs/drains.md',
  ],
  on: 'app',
  role: 'deploy',
  options: {
    ...JSON_OPTION,
    process: { type: 'string', short: 'p' },
    filter: { type: 'string' },
    header: { type: 'string' },
    secret: { type: 'string' },
  },
  async run(context, args) {
    const url = takeWord(drainsAdd, args, 'where to send it: syslog+tls://HOST:PORT');
    noMoreWords(drainsAdd, args);
    const { process, filter, header, secret: word } = args.options as Record<string, string | undefined>;
    const secret = await secretOf(word, context);
    const { rack, app, actor } = context;
    const drain = await rack.drains.add(app, { url, process, filter, header, secret }, actor);
    if (args.options.json) return context.print(`${JSON.stringify(drain, null, 2)}\n`);
    await context.print(`${drain.id}\n`);
    await context.tell(
      `The log of ${app} goes to ${drain.receiver}. Try it: ssh rack drains test ${app} ${drain.id}\n`,
    );
  },
};

export const drainsRemove: Command = {
  name: 'drains remove',
  aliases: ['drains rm'],
  usage: 'APP ID',
  summary: 'Sends the log of an app to a receiver no more',
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, print }, args) {
    const id = takeWord(drainsRemove, args, 'which drain, by its id');
    noMoreWords(drainsRemove, args);
    const { receiver, delivered, waiting } = await rack.drains.remove(app, id, actor);
    const rest = waiting > 0 ? `, and not the ${waiting} that wait` : '';
    await print(`${receiver} gets no lines of ${app} any more: it got ${delivered}${rest}.\n`);
  },
};

export const drainsTest: Command = {
  name: 'drains test',
  usage: 'APP ID',
  summary: 'Sends a line for a try, and tells what came of it',
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, print, signal }, args) {
    const id = takeWord(drainsTest, args, 'which drain, by its id');
    noMoreWords(drainsTest, args);
    const { receiver } = await rack.drains.test(app, id, actor, signal);
    await print(`${receiver} took a line.\n`);
  },
};

// Private

function linesOf({ process, filter }: DrainInfo): string {
  return [process, filter].filter((each) => each !== undefined).join(': ') || 'all';
}

function stateOf({ error, failingSince, deliveredAt }: DrainInfo): string {
  if (error !== undefined) return `failing since ${seconds(failingSince)}: ${error}`;
  return deliveredAt === undefined ? 'nothing sent yet' : `delivered at ${seconds(deliveredAt)}`;
}

async function secretOf(word: string | undefined, { stdin }: CommandContext): Promise<string | undefined> {
  if (word === undefined) return undefined;
  if (word !== '-') throw usageFailure(drainsAdd, 'A secret comes from standard input: --secret - < file.');
  return (await inputText(stdin, MOST_INPUT)).trim();
}
