import { pipeline } from 'node:stream/promises';
import { Failure } from '../../../lib/failure.ts';
import type { Actor } from '../../apps/actor.ts';
import type { Rack } from '../../apps/rack.ts';
import { allows } from '../../model/access.ts';
import { socket } from '../socket-routes.ts';

/** A connection for admins to any place, for others to the resources that they may know of. */
export const proxySocket = socket({
  method: 'SOCKET',
  path: '/proxy/{host}/{port}',
  summary: 'A connection that a machine of the rack opens: bytes both ways',
  on: 'rack',
  role: 'deploy',
  params: {},
  async run({ rack, actor, path, channel, signal }) {
    const [host, port] = [path.host as string, portOf(path.port as string)];
    const app = allows(actor.developer.role, 'admin') ? undefined : await appOf(rack, actor, host, port);
    const connection = await rack.attachments.connect(app, host, port, { actor, signal });
    const stop = () => connection.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const sent = pipeline(channel.input, connection, { signal }).catch(() => {});
      for await (const chunk of connection) await channel.write(chunk);
      await sent;
    } finally {
      connection.destroy();
    }
  },
});

// Private

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Failure('bad_param', 'port must be a whole number from 1 to 65535.');
}

/** An app of the actor's that is linked to the resource at this place. */
async function appOf(rack: Rack, actor: Actor, host: string, port: number): Promise<string> {
  for (const { name, links } of await rack.resources.list(actor)) {
    const [link] = links;
    if (!link) continue;
    const place = await rack.resources.endpoint(name, actor).catch(() => undefined);
    if (place?.host === host && place.port === port) return link.app;
  }
  throw new Failure(
    'not_allowed',
    `${host}:${port} is no resource that an app of yours is linked to, and any other place needs the role admin.`,
    {
      hint: 'List the resources with: ssh rack resources',
    },
  );
}
