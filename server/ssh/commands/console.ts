import { type Command, JSON_OPTION, LIST_OPTIONS, noMoreWords, takeWord } from '../command.ts';
import { printList } from '../listing.ts';
import { seconds, WHOSE_OPTIONS, whose } from './access.ts';

export const console: Command = {
  name: 'console',
  usage: '[--json]',
  summary: 'Prints a link that opens the web console as you, once, within five minutes',
  details: ['', '  With a browser beside it: xdg-open "$(ssh rack console)"'],
  on: 'rack',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, print, tell }, args) {
    noMoreWords(console, args);
    const link = await rack.console.link(actor);
    if (args.options.json) return print(`${JSON.stringify(link, null, 2)}\n`);
    await tell('This link opens the console as you, once, within five minutes. Give it to nobody.\n');
    await print(`${link.url}\n`);
  },
};

export const consoleSessions: Command = {
  name: 'console sessions',
  usage: '[--developer NAME | --all] [--json]',
  summary: 'Lists where you are signed in to the console; for admins, where others are',
  on: 'rack',
  role: 'read',
  options: { ...LIST_OPTIONS, ...WHOSE_OPTIONS },
  async run(context, args) {
    noMoreWords(consoleSessions, args);
    await printList(context, args, context.rack.console.list(whose(args), context.actor), {
      header: ['DEVELOPER', 'SESSION', 'SINCE', 'UNTIL', 'LAST USED', 'FROM', 'BROWSER'],
      row: ({ developer, id, openedAt, expiresAt, lastUsedAt = openedAt, lastUsedFrom = '', browser = '' }) => [
        ...[developer, id],
        ...[openedAt, expiresAt, lastUsedAt].map((time) => seconds(time) as string),
        ...[lastUsedFrom, browser],
      ],
      id: ({ id }) => id,
      empty: 'Nobody is signed in. Sign in: ssh rack console',
    });
  },
};

export const consoleEnd: Command = {
  name: 'console end',
  usage: 'SESSION|--all',
  summary: 'Ends a session of the console, or all of yours; for admins, anybody’s',
  on: 'rack',
  role: 'read',
  options: { all: { type: 'boolean' } },
  async run({ actor, rack, print }, args) {
    const which = args.options.all
      ? 'all'
      : takeWord(consoleEnd, args, 'which session; list them: ssh rack console sessions');
    noMoreWords(consoleEnd, args);
    const ended = await rack.console.end(which, actor);
    for (const { id, developer } of ended) await print(`The session ${id} of ${developer} is over.\n`);
    if (ended.length === 0) await print('You were not signed in anywhere.\n');
  },
};
