import type { AddressInfo } from 'node:net';
import t from 'tap';
import { serveHealth } from '../../../agent/health.ts';
import { writeTally } from '../../../agent/metrics.ts';
import { newTally } from '../../../agent/tally.ts';

t.test('an agent tells its health and its counters', async (t) => {
  const tally = { ...newTally(), linesRead: 12, recordsThrottled: 3 };
  const watch = { isFollowing: true, size: 2 };
  const present = { watch, shipper: { waitingBytes: 50 }, held: { bytes: 70 }, unread: 90 };
  let status = 'ok';
  const server = await serveHealth(0, {
    health: () => ({ status }),
    metrics: async () => writeTally(tally, present),
  });
  t.teardown(() => server.close());
  const ask = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

  const metrics = await ask('/metrics');
  t.equal(metrics.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const lines = (await metrics.text()).split('\n');
  const said = [
    '# TYPE rack_agent_lines_read_total counter',
    'rack_agent_lines_read_total 12',
    'rack_agent_records_throttled_total 3',
    'rack_agent_unread_bytes 90',
    'rack_agent_outbox_bytes 50',
    'rack_agent_held_bytes 70',
    'rack_agent_containers 2',
    'rack_agent_engine_up 1',
  ];
  for (const line of said) t.ok(lines.includes(line), line);
  t.equal((await ask('/health')).status, 200);
  status = 'engine_away';
  t.equal((await ask('/health')).status, 503);
  t.equal((await ask('/else')).status, 404);
});
