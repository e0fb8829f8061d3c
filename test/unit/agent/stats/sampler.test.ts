import t from 'tap';
import { Sampler } from '../../../../agent/stats/sampler.ts';
import { atBirth, type Totals } from '../../../../agent/stats/totals.ts';
import type { MachineStats } from '../../../../wire/stats-record.ts';

const LIST = [container('a', 0), container('b', 14_000)];

t.test('a sample is what was taken since the one before', async (t) => {
  const world = { running: LIST.slice(0, 1), totals: { a: totals(9_000, 5) } as Record<string, Totals> };
  const sampler = samplerOf(world);
  t.equal(await sampler.take(10_000), undefined, 'the first one has nothing to compare with');
  world.totals.a = { ...totals(19_000, 15), memory: 77, networkIn: 3 };
  const record = await sampler.take(20_000);
  t.match(record, { instance: 'i-1', at: '1970-01-01T00:00:20.000Z', seconds: 10 });
  t.match(record?.containers, [{ app: 'app', task: 'task-a', cpu: 1, seconds: 10, memory: 77, networkIn: 3 }]);
});

t.test('of a container that began since, all that it took is new; of one that was not seen, nothing is', async (t) => {
  const world = { running: [] as typeof LIST, totals: {} as Record<string, Totals> };
  const sampler = samplerOf(world);
  await sampler.take(10_000);
  [world.running, world.totals] = [LIST, { a: totals(20_000, 900), b: totals(20_000, 3) }];
  const record = await sampler.take(20_000);
  t.match(record?.containers, [{ task: 'task-b', cpu: 0.5, seconds: 6 }], 'a has run for ever, and nobody knows since');
  t.equal(record?.containers.length, 1);
});

t.test('counts that began anew are a gap', async (t) => {
  const world = { running: LIST.slice(0, 1), totals: { a: totals(9_000, 50) } as Record<string, Totals> };
  const sampler = samplerOf(world);
  await sampler.take(10_000);
  world.totals.a = totals(19_000, 1);
  t.same((await sampler.take(20_000))?.containers, []);
});

function samplerOf(world: { running: typeof LIST; totals: Record<string, Totals> }): Sampler {
  return new Sampler({
    instance: 'i-1',
    containers: { list: async () => world.running },
    meter: { prepare: () => {}, read: async (id) => world.totals[id] },
    machine: { read: async () => ({ cpu: 1, cores: 2 }) as MachineStats },
  });
}

function container(id: string, madeAt: number) {
  return { id, task: `task-${id}`, app: 'app', process: 'web', release: 'R', madeAt };
}

function totals(at: number, cpu: number): Totals {
  return { ...atBirth(at), cpu };
}
