import t from 'tap';
import { renderConfig } from '../../../../local/elb/haproxy/config.ts';
import { useChoice } from '../../../../local/elb/haproxy/forwarding.ts';
import type { Fields, Frontend, Routing } from '../../../../local/elb/haproxy/routing.ts';
import { changesBetween, commandsFor, serverTable } from '../../../../local/elb/haproxy/servers.ts';
import { bindLine } from '../../../../local/elb/haproxy/tls.ts';
import { pairPattern, wildcard, word } from '../../../../local/elb/haproxy/words.ts';
import { sslPolicy } from '../../../../local/elb/ssl-policies.ts';

const server = (name: string, port: number, mode: 'ready' | 'drain' | 'maint') => ({
  name,
  address: mode === 'maint' ? '127.0.0.1' : '172.18.0.2',
  port: mode === 'maint' ? 1 : port,
  mode,
});

const FIELDS: Fields = {
  dropsInvalid: true,
  forwardedFor: 'append',
  tellsClientPort: false,
  preservesHost: false,
  tlsFields: undefined,
  keepAlive: 3600,
  showsServer: true,
  answers: {},
};

const routing = (...servers: ReturnType<typeof server>[]): Routing => ({
  frontends: [
    {
      name: 'listener_1',
      protocol: 'HTTP',
      tls: undefined,
      fields: FIELDS,
      choices: [],
      logs: false,
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
      version: 'HTTP1',
      balance: 'roundrobin',
      idleTimeout: 60,
      sendsProxyHeader: false,
      slowStart: 0,
      stickiness: undefined,
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

t.test(
  'a choice is drawn by weights, the last way takes the rest, and a client that is to stay goes first',
  async (t) => {
    const ways = [
      { backend: 'tg_1', weight: 1 },
      { backend: 'tg_2', weight: 3 },
      { backend: 'tg_3', weight: 6 },
    ];
    const drawn = useChoice({ name: 'choice_1', ways, stickySeconds: undefined }, '{ path /a }');
    t.strictSame(drawn, [
      'use_backend tg_1 if { path /a } { rand(10) lt 1 }',
      'use_backend tg_2 if { path /a } { rand(9) lt 3 }',
      'use_backend tg_3 if { path /a }',
    ]);
    const kept = useChoice({ name: 'choice_1', ways, stickySeconds: 60 }, '{ path /a }');
    t.equal(kept.length, 6);
    t.match(kept[0], /^use_backend tg_1 if \{ path \/a \} \{ req\.cook\(AWSALBTG\) -m str \S+ \}$/);
  },
);

t.test('a policy decides on protocols and ciphers, and a name of a file stands for what is in it', async (t) => {
  const shown = (pem: string) => ({
    certificates: [{ name: pem, pem }],
    policy: sslPolicy('ELBSecurityPolicy-TLS13-1-2-Res-2021-06'),
    alpn: ['h2', 'http/1.1'],
  });
  const [frontend] = routing().frontends as [Frontend];
  const line = bindLine({ ...frontend, protocol: 'HTTPS', tls: shown('one') }, '/run/rack');
  t.match(line, /ssl-min-ver TLSv1\.2 ssl-max-ver TLSv1\.3 ciphers @SECLEVEL=0:ECDHE-ECDSA-AES128-GCM-SHA256:/);
  t.match(line, / ciphersuites TLS_AES_128_GCM_SHA256:\S+ alpn h2,http\/1\.1$/);
  t.not(line, bindLine({ ...frontend, protocol: 'HTTPS', tls: shown('two') }, '/run/rack'), 'which makes for a reload');
  const only13 = { ...shown('one'), policy: sslPolicy('ELBSecurityPolicy-TLS13-1-3-2021-06') };
  t.notMatch(bindLine({ ...frontend, protocol: 'HTTPS', tls: only13 }, '/run/rack'), /@SECLEVEL/);
});

t.test('a pair of a query is found wherever it stands, and nothing like it', async (t) => {
  const finds = (key: string | undefined, value: string, query: string) =>
    new RegExp(pairPattern(key, value), 'i').test(query);
  t.ok(finds('a', '1', 'b=2&A=1'));
  t.notOk(finds('a', '1', 'ba=1'));
  t.notOk(finds('a', '1', 'a=11'));
  t.ok(finds(undefined, '1*', 'b=12'));
  t.ok(finds(undefined, 'flag', 'flag'), 'a value without a key');
  t.ok(finds('a', '\\*?', 'a=*x'));
  t.notOk(finds('a', '\\*?', 'a=xx'));
});

t.test('every security policy has what its name says', async (t) => {
  const { protocols, ciphers } = sslPolicy('ELBSecurityPolicy-2016-08');
  t.strictSame(protocols, ['TLSv1.2', 'TLSv1.1', 'TLSv1']);
  t.equal(ciphers.length, 18);
  t.equal(sslPolicy('ELBSecurityPolicy-TLS13-1-2-2021-06').ciphers.length, 11);
  t.equal(sslPolicy('ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06').ciphers.length, 15);
  t.strictSame(sslPolicy('ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04').ciphers.length, 2);
  t.throws(() => sslPolicy('ELBSecurityPolicy-TLS13-1-1-PQ-2025-09'), { code: 'SSLPolicyNotFound' });
});
