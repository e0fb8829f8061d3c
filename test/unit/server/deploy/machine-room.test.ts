import t from 'tap';
import { growingProcesses, requireFree } from '../../../../server/deploy/machine-room.ts';
import type { Size } from '../../../../server/model/formation.ts';

/** A machine of two cores with this much free (MiB). */
const machine = (memory: number, cpu = 2048, grows = false) => ({
  cpu: 2048,
  memory: 4096,
  free: { cpu, memory },
  grows,
});

const size = (count: number, memory = 512, cpu = 0): Size => ({ count, cpu, memory });

function room(
  machines: ReturnType<typeof machine>[],
  before: Size,
  after: Size,
  deployment?: { minimum: number; maximum: number },
) {
  const processes = { web: deployment ? { deployment } : {} };
  const cluster = { machines: async () => machines };
  return requireFree(cluster, { before: { web: before }, after: { web: after }, processes });
}

t.test('what grows has to fit, with one more for the next deploy', async (t) => {
  await t.resolves(room([machine(256)], size(1), size(4)), 'three more, of 64 MiB each, and one for a deploy');
  await t.rejects(room([machine(256)], size(1), size(5)), {
    code: 'no_room',
    message:
      '5 copies of web do not fit: there is room for 4, beside the one more that a deploy starts. Each is kept 64 MiB, ' +
      'and the rack has 256 MiB and 2048/1024 of a core free.',
  });
  await t.resolves(room([machine(256)], size(1), size(5), { minimum: 50, maximum: 100 }), 'a deploy stops one first');
  await t.rejects(room([machine(4000, 500)], size(1, 512, 256), size(2, 512, 256)), { code: 'no_room' });
});

t.test('copies of another size take the place of those before, once the first of them runs', async (t) => {
  await t.resolves(room([machine(130)], size(10, 64), size(6, 512)));
  await t.rejects(room([machine(130)], size(10, 64), size(7, 512)), { message: /room for 6/ });
  await t.rejects(room([machine(32)], size(10, 64), size(1, 512)), { message: /room for 0/ });
});

t.test('what shrinks, and a rack that grows by itself, are not asked', async (t) => {
  await t.resolves(room([machine(0)], size(3), size(1)));
  await t.resolves(room([machine(0)], size(3), size(0)));
  await t.resolves(room([machine(0, 0, true)], size(1), size(100)));
  await t.resolves(room([], size(1), size(100)));
  t.same(growingProcesses({ before: { a: size(1), b: size(2) }, after: { a: size(1, 256), b: size(1), c: size(1) } }), [
    'a',
    'c',
  ]);
});
