import { MESSAGES } from '../../logs/forms.ts';
import { route } from '../routes.ts';
import { text } from '../schema.ts';
import { socket } from '../socket-routes.ts';
import { answerPages } from './log-answer.ts';
import { formOf, LOG_PARAMS, wishOf } from './log-params.ts';
import { LOG_HEADERS, PREFIXED, wishOfHeaders } from './logs.ts';

/** As the log of an app. */
export const systemLogs = route({
  method: 'GET',
  path: '/system/logs',
  summary: 'What the rack said of itself',
  on: 'rack',
  role: 'admin',
  params: LOG_PARAMS,
  answers: text('The lines'),
  answersIn: 'text/plain',
  async run({ rack, actor, given, signal, reply, headers }) {
    await answerPages(reply, rack.system.logPages(wishOf(given), { actor, signal }), formOf(headers.accept));
  },
});

export const systemLogSocket = socket({
  method: 'SOCKET',
  path: '/system/logs',
  summary: 'What the rack says of itself, line by line',
  on: 'rack',
  role: 'admin',
  params: LOG_HEADERS,
  async run({ rack, actor, given, channel, signal }) {
    const pages = rack.system.logPages(wishOfHeaders(given), { actor, signal });
    for await (const page of pages) await channel.write(page.text(given.prefix ? PREFIXED : MESSAGES));
  },
});
