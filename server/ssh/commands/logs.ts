import { type Command, noMoreWords } from '../command.ts';
import { LOG_DETAILS, LOG_OPTIONS, lookOf, showPages, wishOf } from './log-options.ts';

export const logs: Command = {
  name: 'logs',
  aliases: ['log'],
  usage: 'APP [-f] [-n N] [-p PROCESS] [--since 1h] [--until TIME] [--filter WORDS] [--grep REGEX] [--json]',
  summary: 'Shows the log of an app',
  details: [
    ...LOG_DETAILS,
    '  -p, --process NAME   only of a process (web), of one copy (web.1), or what the platform says (rack);',
    '                       several times for any of them',
    '  --release v4         only what this release printed',
  ],
  on: 'app',
  role: 'read',
  options: {
    ...LOG_OPTIONS,
    process: { type: 'string', short: 'p', multiple: true },
    release: { type: 'string' },
  },
  async run(context, args) {
    noMoreWords(logs, args);
    const { actor, rack, app, signal } = context;
    const wish = wishOf(logs, args);
    const pages = rack.logs.pages(app, wish, { actor, signal });
    await showPages(context, pages, { ...lookOf(logs, args, context), follow: wish.follow, again: `logs ${app}` });
  },
};
