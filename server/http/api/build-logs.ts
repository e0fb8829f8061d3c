import { type Route, route } from '../routes.ts';
import { text } from '../schema.ts';
import { type SocketRoute, socket } from '../socket-routes.ts';
import { LOG_HEADERS } from './logs.ts';

/** Lines of text, with `?times=1` each with its time in front; with `?follow=1` until the build ends. */
export const buildLogs: Route = route({
  method: 'GET',
  path: '/apps/{app}/builds/{build}/logs',
  summary: 'What a build said',
  on: 'app',
  role: 'read',
  params: {
    times: { type: 'boolean', in: 'query', what: 'each line with its time in front' },
    follow: { type: 'boolean', in: 'query', what: 'until the build ends' },
  },
  answers: text('The lines'),
  answersIn: 'text/plain',
  async run({ rack, actor, app, path, given, reply, signal }) {
    const build = rack.builds.find(app, path.build as string, actor);
    const lines = rack.builds.log(build, { follow: given.follow === true, signal });
    const first = await lines.next();
    reply.begin(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    for (let next = first; !next.done; next = await lines.next())
      await reply.write(`${given.times ? `${next.value.at} ` : ''}${next.value.text}\n`);
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
    for await (const { text } of rack.builds.log(build, { follow: true, signal })) await channel.write(`${text}\n`);
  },
});
