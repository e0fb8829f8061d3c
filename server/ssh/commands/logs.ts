import { type Command, noMoreWords } from '../command.ts';
import { LOG_DETAILS, LOG_OPTIONS, lineFormat, logQuery, printLines } from './log-options.ts';

export const logs: Command = {
  name: 'logs',
  aliases: ['log'],
  usage: 'APP [-f] [-n N] [-p PROCESS] [--since 1h] [--filter TEXT] [--json]',
  summary: 'Shows the log of an app',
  details: [...LOG_DETAILS, '  -p, --process NAME   only of a process (web) or of one copy (web.1)'],
  on: 'app',
  role: 'read',
  options: { ...LOG_OPTIONS, process: { type: 'string', short: 'p' } },
  async run({ actor, rack, app, print, signal }, args) {
    noMoreWords(logs, args);
    const query = logQuery(logs, args);
    const format = lineFormat(args);
    if (!args.options.follow && !args.options.tail)
      return printLines(rack.logs.query(app, query, actor), format, print);
    for await (const line of rack.logs.follow(app, query, { actor, signal })) await print(format(line));
    signal.throwIfAborted();
  },
};
