import type { IncomingMessage } from 'node:http';
import t from 'tap';
import { TrustedProxies } from '../../../../server/http/proxies.ts';

const proxies = new TrustedProxies(['10.0.1.0/24', '10.0.2.7', 'fd00::/8']);

function clientOf(remoteAddress: string, ...forwarded: string[]): string {
  const headers = forwarded.length > 0 ? { 'x-forwarded-for': forwarded.join(', ') } : {};
  return proxies.clientOf({ socket: { remoteAddress }, headers } as unknown as IncomingMessage);
}

t.test('only of trusted proxies the word is taken, and only of the last stranger', (t) => {
  t.equal(clientOf('203.0.113.9', '1.1.1.1'), '203.0.113.9', 'a stranger may write what he likes');
  t.equal(clientOf('10.0.1.5', '203.0.113.9'), '203.0.113.9');
  t.equal(clientOf('::ffff:10.0.1.5', '203.0.113.9'), '203.0.113.9');
  t.equal(clientOf('10.0.1.5', '1.1.1.1', '203.0.113.9'), '203.0.113.9', 'what the stranger wrote stays in front');
  t.equal(clientOf('10.0.1.5', '203.0.113.9', '10.0.2.7'), '203.0.113.9', 'through two proxies');
  t.equal(clientOf('10.0.1.5', '203.0.113.9', '10.0.2.8'), '10.0.2.8', 'a neighbour of a proxy is none');
  t.equal(clientOf('10.0.1.5'), '10.0.1.5');
  t.equal(clientOf('10.0.1.5', 'unknown'), '10.0.1.5', 'no address is no address');
  t.equal(clientOf('10.0.1.5', '10.0.2.7'), '10.0.2.7');
  t.equal(clientOf('fd00::1', '[2001:db8::1]:4711'), '2001:db8::1');
  t.equal(clientOf('10.0.1.5', '203.0.113.9:4711'), '203.0.113.9');
  t.end();
});

t.test('what is no network is refused', (t) => {
  for (const bad of ['10.0.0.0/33', 'fd00::/129', 'rack.example.com', '10.0.0', '10.0.0.0/', '10.0.0.0/8/8'])
    t.throws(() => new TrustedProxies([bad]), { code: 'bad_config' }, bad);
  t.end();
});
