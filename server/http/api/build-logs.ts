import { MESSAGES, TIMED_MESSAGES } from '../../logs/forms.ts';
import { type Route, route } from '../routes.ts';
import { text } from '../schema.ts';
import { type SocketRoute, socket } from '../socket-routes.ts';
import { answerPages } from './log-answer.ts';
import { formOf, LOG_PARAMS, wishOf } from './log-params.ts';
import { LOG_HEADERS } from './logs.ts';

/** Lines of text, with `?times=1` each with its time in front; with `?follow=1` until the build ends. Otherwise as the log of an app. */
export const buildLogs: Route = route({
  method: 'GET',
  path: '/apps/{app}/builds/{build}/logs',
  summary: 'What a build said',
  on: 'app',
  role: 'read',
  params: {
    ...LOG_PARAMS,
    times: { type: 'boolean', in: 'query', what: 'each line with its time in front' },
  },
  answers: text('The lines'),
  answersIn: 'text/plain',
  async run({ rack, actor, app, path, given, reply, signal, headers }) {
    const { times, ...asked } = given;
    const build = rack.builds.find(app, path.build as string, actor);
    const form = formOf(headers.accept, times ? TIMED_MESSAGES : MESSAGES);
    await answerPages(reply, rack.builds.log(build, wishOf(asked), signal), form);
  },
});

/** The same bytes whenever it is asked for, from the first line on: the stock client reads it twice, and shows what is new. */
export const buildLogSocket: SocketRoute = socket({
  method: 'SOCKET',
  path: '/apps/{app}/builds/{build}/logs',
  summary: 'What a build says, until it ends',
  on: 'app',
  role: 'read',
  params: LOG_HEADERS,
  async run({ rack, actor, app, path, channel, signal }) {
    const build = rack.builds.find(app, path.build as string, actor);
    for await (const page of rack.builds.log(build, { follow: true }, signal)) await channel.write(page.text(MESSAGES));
  },
});
