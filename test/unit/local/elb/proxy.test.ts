import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import t from 'tap';
import type { Config } from '../../../../local/config.ts';
import { HaProxy } from '../../../../local/elb/haproxy/proxy.ts';
import type { Routing, Server } from '../../../../local/elb/haproxy/routing.ts';
import { strictLog } from '../place.ts';

/** A master that reloads whatever it is given, and says `answer` to what is told its worker. */
async function startMaster(socket: string, answer: () => string): Promise<() => void> {
  let reloads = 0;
  const said = (command: string) => {
    if (command === 'reload') reloads += 1;
    return command === 'show proc' ? `1 master ${reloads} [failed: 0]\n# workers\n25 worker 0\n` : answer();
  };
  const server = createServer({ allowHalfOpen: true }, (peer) => {
    peer.on('data', (data) => peer.write(said(data.toString().trim())));
    peer.on('end', () => peer.end());
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return () => server.close();
}

/** One target group with one place. */
function routingTo(server: Omit<Server, 'name'>): Routing {
  const group = { kind: 'servers', name: 'tg_1', protocol: 'TCP', version: undefined, balance: 'roundrobin' } as const;
  const rest = { idleTimeout: 60, sendsProxyHeader: false, slowStart: 0, stickiness: undefined };
  return { frontends: [], backends: [{ ...group, ...rest, servers: [{ name: 's1', ...server }] }] };
}

t.test('a proxy that refuses a change is not believed to have loaded what was noted', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'proxy-'));
  mkdirSync(join(home, 'elb'));
  let answer = '';
  const stop = await startMaster(join(home, 'elb/master'), () => answer);
  t.teardown(() => {
    stop();
    rmSync(home, { recursive: true });
  });
  const config = { home, rack: 'test' } as Config;
  const proxy = new HaProxy({ docker: {} as Docker, config, image: async () => '', log: strictLog });
  const noted = () => existsSync(join(home, 'elb/loaded.cfg'));

  await proxy.apply(routingTo({ address: '127.0.0.1', port: 1, mode: 'maint' }));
  await proxy.apply(routingTo({ address: '10.0.0.1', port: 80, mode: 'ready' }));
  t.ok(noted(), 'what is taken leaves the note');
  answer = 'No such backend.\n';
  await t.rejects(proxy.apply(routingTo({ address: '10.0.0.2', port: 80, mode: 'ready' })), { code: 'proxy_refused' });
  t.notOk(noted(), 'so that whoever adopts it next loads all of it');
});
