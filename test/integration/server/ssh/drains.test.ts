import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { TestRack } from '../rack.ts';

t.test('drains and alerts in the words of a developer', async (t) => {
  const rack = await TestRack.start(t);
  rack.resolveHost = async () => '127.0.0.1';
  rack.store.apps.create({ name: 'shop', createdBy: 'admin' });
  const receiver = createServer((request, response) => request.resume().on('end', () => response.end()));
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  t.teardown(() => receiver.close());
  const { port } = receiver.address() as AddressInfo;

  await t.test('a drain is added, listed, tried and removed', async (t) => {
    const added = await rack.ssh(`drains add shop http://ada:s3cret@logs.example.com:${port}/in -p web`);
    t.equal(added.code, 0, added.stderr);
    const id = added.stdout.trim();
    t.match(id, /^L[A-Z]{9}$/);
    const shown = `http://ada:\\*\\*\\*@logs.example.com:${port}/…`;
    t.match(added.stderr, new RegExp(`The log of shop goes to ${shown}. Try it: ssh rack drains test shop ${id}`));
    const list = await rack.ssh('drains shop');
    t.match(list.stdout, /^ID +RECEIVER +LINES +DELIVERED +WAITING +DROPPED +STATE\n/);
    t.match(list.stdout, new RegExp(`${id} +${shown} +web +0 +0 +0 +nothing sent yet`));
    const tried = await rack.ssh(`drains test shop ${id}`);
    t.match(tried.stdout, /took a line/, tried.stderr);
    receiver.closeAllConnections();
    receiver.close();
    await once(receiver, 'close');
    const failed = await rack.ssh(`drains test shop ${id}`);
    t.equal(failed.code, 1);
    t.match(failed.stderr, `did not take a line: nobody listens at logs.example.com:${port}.`);
    const removed = await rack.ssh(`drains rm -a shop ${id}`);
    t.match(removed.stdout, /gets no lines of shop any more: it got 0/);
    const none = await rack.ssh('drains shop');
    t.match(none.stderr, /Add a drain: ssh rack drains add shop/);
    t.equal((await rack.ssh('drains add shop http://h --secret s3cret')).code, 2, 'secrets are no words of a command');
  });

  await t.test('what is wrong is listed with the way on', async (t) => {
    t.match((await rack.ssh('alerts')).stderr, /Nothing is wrong/);
    const alert = { name: 'crash-loop', subject: 'shop web', app: 'shop', severity: 'critical', stage: 1 } as const;
    const [since, message, hint] = ['2026-11-26T03:00:00.000Z', 'web of shop ended 3 times', 'See its log'];
    rack.store.alerts.put({ ...alert, since, message, hint });
    const { stdout, stderr } = await rack.ssh('alerts');
    t.match(stdout, /crash-loop +critical +shop +2026-11-26T03:00:00Z +web of shop ended 3 times/);
    t.match(stderr, /crash-loop: See its log/);
    t.equal((await rack.ssh('alerts -q')).stdout, 'crash-loop shop web\n');
    t.match(JSON.parse((await rack.ssh('alerts --json')).stdout), [{ ...alert, since, message, hint }]);
    t.match((await rack.ssh('system')).stdout, /alerts +failing +crash-loop \(shop web\); see ssh rack alerts/);
  });
});
