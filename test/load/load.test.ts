import t from 'tap';
import { randomOf } from '../stacks/kills.ts';
import { crowd, pauses, vanish } from './clients.ts';
import { LoadedServer } from './loaded.ts';

/** Clients whose network is gone are given up after this many milliseconds, so that the test need not wait for minutes. */
const PATIENCE = { http: { headers: 5_000, body: 5_000, reader: 5_000, keepAlive: 5_000 }, push: 15_000 };

/** MiB of each of the six transfers that pause. What two of them would fill may be garbage; more of it is kept. */
const LARGE = 24;

/** Milliseconds after which all is as before. */
const CALM = 60_000;

t.test('many clients at once, slow ones, and ones that vanish', async (t) => {
  const seed = Date.now() % 1_000_000;
  const server = await LoadedServer.start(PATIENCE);
  t.teardown(() => server.stop());
  t.same(await crowd(server, 'warm', { clones: 2, pushes: 2 }), [], 'the server is warm');
  const before = await server.holdings();

  await t.test('all of a crowd are served', async (t) => {
    t.same(await crowd(server, 'crowd', { clones: 12, pushes: 8 }), []);
  });

  await t.test('who pauses gets the rest, and what was sent meanwhile is not kept in memory', async (t) => {
    const { answer, mib } = await server.growth(() => pauses(t, server, { seconds: 3, mib: LARGE }));
    t.same(answer, []);
    t.ok(mib < 2 * LARGE, `memory grew by ${mib} MiB`);
  });

  await t.test('nothing is left of clients that vanish', async (t) => {
    await vanish(t, server, { clients: 16, mib: 8, random: randomOf(seed), silent: ['http'] });
    t.same(await server.excess(before, CALM), {}, `seed ${seed}`);
  });

  t.same(await server.excess(before, CALM), {}, 'all is as before');
  t.same([...server.heard, ...(await server.troubles())], [], 'nothing went wrong inside');
});
