import { type Command, noMoreWords, takeWord } from '../command.ts';

export const resourcesProxy: Command = {
  name: 'resources proxy',
  usage: 'NAME',
  summary: 'Joins standard input and output to a resource, as nc would',
  details: [
    '',
    '  A door on your own machine, for psql and the like:',
    "  socat tcp-listen:5432,bind=127.0.0.1,fork,reuseaddr exec:'ssh rack resources proxy database'",
  ],
  on: 'rack',
  role: 'deploy',
  async run({ actor, rack, io, signal }, args) {
    const name = takeWord(resourcesProxy, args, 'which resource');
    noMoreWords(resourcesProxy, args);
    const { app, host, port } = await rack.resources.endpoint(name, actor);
    const connection = await rack.attachments.connect(app, host, port, { actor, signal });
    io.stdin.pipe(connection);
    for await (const chunk of connection) await io.stdout(chunk as Buffer);
  },
};
