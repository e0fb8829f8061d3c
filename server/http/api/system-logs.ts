import { parseSince } from '../../logs/format.ts';
import { parseLogFilter } from '../../model/log-filter.ts';
import { socket } from '../socket-routes.ts';
import { LOG_HEADERS, prefixOf, USUAL_SINCE } from './logs.ts';

export const systemLogSocket = socket({
  method: 'SOCKET',
  path: '/system/logs',
  summary: 'What the rack says of itself, line by line',
  on: 'rack',
  role: 'admin',
  params: LOG_HEADERS,
  async run({ rack, actor, given, channel, signal }) {
    const { filter = '', follow = true, prefix = false, since = USUAL_SINCE } = given;
    const fits = parseLogFilter(filter);
    const query = { since: parseSince(new Date(Date.now() - since * 1000).toISOString(), new Date()) };
    const lines = follow ? rack.system.followLog(query, { actor, signal }) : rack.system.log(query, actor);
    for await (const line of lines)
      if (fits(line.message)) await channel.write(`${prefix ? prefixOf(line) : ''}${line.message}\n`);
  },
});
