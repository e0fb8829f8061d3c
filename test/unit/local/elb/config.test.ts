import t from 'tap';
import { renderConfig } from '../../../../local/elb/haproxy/config.ts';
import type { Routing } from '../../../../local/elb/haproxy/routing.ts';
import { changesBetween, commandsFor, serverTable } from '../../../../local/elb/haproxy/servers.ts';
import { wildcard, word } from '../../../../local/elb/haproxy/words.ts';

const server = (name: string, port: number, mode: 'ready' | 'drain' | 'maint') => ({
  name,
  address: mode === 'maint' ? '127.0.0.1' : '172.18.0.2',
  port: mode === 'maint' ? 1 : port,
  mode,
});

const routing = (...servers: ReturnType<typeof server>[]): Routing => ({
  frontends: [
    {
      name: 'listener_1',
      protocol: 'HTTP',
      dropsInvalidHeaders: true,
      port: 8080,
      idleTimeout: 60,
      rules: [
        {
          priority: 7,
          conditions: [
            { field: 'host-header', values: ['App.localhost'] },
            { field: 'path-pattern', values: ['/a b*', '/x'] },
          ],
          backend: 'tg_1',
        },
      ],
      defaultBackend: 'tg_1',
    },
  ],
  backends: [
    {
      kind: 'servers',
      name: 'tg_1',
      protocol: 'HTTP',
      balance: 'roundrobin',
      idleTimeout: 60,
      sendsProxyHeader: false,
      servers,
    },
  ],
});

t.test('whatever a rule says, it is one word of the file', async (t) => {
  t.equal(word('a b"\'\n\\é'), 'a\\x20b\\x22\\x27\\x0a\\x5c\\xc3\\xa9');
  t.ok(new RegExp(wildcard('/v?/*.(js)')).test('/v1/x.(js)'));
  t.notOk(new RegExp(wildcard('/v?/*.js')).test('/v1/xajs'), 'a dot is a dot');
  t.notOk(new RegExp(wildcard('a.b')).test('xa.b'), 'the whole text is meant');
});

t.test('conditions are joined, hosts in lower case', async (t) => {
  const text = renderConfig(routing(), '/run/rack', { servers: true });
  t.match(
    text,
    /set-var\(txn\.rule\) str\(7:tg_1\) if \S+ .+ -m int lt 7 \} \{ var\(txn\.host\) -m str -- app\.localhost \} \{ path -m reg -- \S+ \S+ \}/,
  );
});

t.test('targets change without a change of what needs a reload', async (t) => {
  const [one, other] = [routing(server('s1', 3000, 'ready')), routing(server('s1', 3000, 'drain'))];
  t.not(renderConfig(one, '/run/rack', { servers: true }), renderConfig(other, '/run/rack', { servers: true }));
  t.equal(renderConfig(one, '/run/rack', { servers: false }), renderConfig(other, '/run/rack', { servers: false }));
});

t.test('in a swap, the new target takes requests before the old one stops', async (t) => {
  const before = serverTable(routing(server('s1', 3000, 'ready'), server('s2', 1, 'maint')));
  const after = serverTable(routing(server('s1', 3000, 'drain'), server('s2', 3001, 'ready')));
  t.same(changesBetween(before, after).flatMap(commandsFor), [
    'set server tg_1/s2 addr 172.18.0.2 port 3001',
    'set server tg_1/s2 weight 1',
    'set server tg_1/s2 state ready',
    'set server tg_1/s1 state drain',
  ]);
  t.same(changesBetween(after, after), []);
});

t.test('a TCP listener passes bytes on, and leaves quiet connections alone as long as AWS does', async (t) => {
  const { frontends, backends } = routing(server('s1', 22, 'ready'), server('s2', 1, 'maint'));
  const tcp = { protocol: 'TCP' as const, idleTimeout: 350 };
  const text = renderConfig(
    {
      frontends: frontends.map((frontend) => ({ ...frontend, ...tcp, rules: [] })),
      backends: backends.map((backend) => ({ ...backend, ...tcp, sendsProxyHeader: true })),
    },
    '/run/rack',
    { servers: true },
  );
  t.match(
    text,
    /frontend listener_1 from tcp\n {2}bind 127\.0\.0\.1:8080\n {2}timeout client 350s\n {2}default_backend tg_1\n/,
  );
  t.match(
    text,
    /backend tg_1 from tcp\n {2}balance roundrobin\n {2}timeout server 350s\n {2}server s1 172\.18\.0\.2:22 send-proxy-v2\n/,
  );
  t.match(text, /server s2 127\.0\.0\.1:1 disabled send-proxy-v2/);
});
