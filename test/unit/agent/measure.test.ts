import type Docker from 'dockerode';
import t from 'tap';
import { between, Measure, sampleOf } from '../../../agent/attach/measure.ts';

t.test('the first answer is the mean of a life, the next one of the time since', async (t) => {
  let [at, used] = [Date.now(), 500];
  const containers = {
    list: async () => [{ id: 'c', task: 'task', madeAt: at - 1000 }],
    stats: async () => stats(at, used),
  };
  const measure = new Measure(containers, { clock: () => at });
  t.same(await measure.now('app'), { task: { cpu: 0.5, memory: 60 } });
  [at, used] = [at + 1000, used + 2000];
  containers.list = async () => [{ id: 'c', task: 'task', madeAt: at - 2000 }];
  t.same(await measure.now('app'), { task: { cpu: 2, memory: 60 } });
});

t.test(
  'an answer does not wait for a slow look: the newest one is told, and the slow one is there for the next',
  async (t) => {
    let [at, looks] = [Date.now(), 0];
    let answer: (stats: Docker.ContainerStats) => void = () => {};
    const list = async () => [{ id: 'c', task: 'task', madeAt: at - 1000 }];
    const containers = { list, stats: async () => stats(at, 500) };
    const measure = new Measure(containers, { clock: () => at, patience: 1 });
    t.match(await measure.now('app'), { task: { cpu: 0.5 } });
    containers.stats = () => {
      looks += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    t.match(await measure.now('app'), { task: { cpu: 0.5 } });
    t.equal(looks, 0, 'a fresh look is told as it is');
    at += 1000;
    t.match(await measure.now('app'), { task: { cpu: 0.5 } });
    t.match(await measure.now('app'), { task: { cpu: 0.5 } });
    t.equal(looks, 1, 'one look at a time');
    answer(stats(at, 1500));
    t.match(await measure.now('app'), { task: { cpu: 1 } });
  },
);

t.test('one that is gone by now has no answer, and nothing is divided by no time', async (t) => {
  const gone = async () => {
    throw new Error('no such container');
  };
  const list = async () => [{ id: 'c', task: 'task', madeAt: 0 }];
  t.same(await new Measure({ list, stats: gone }).now('app'), {});
  const sample = sampleOf(stats(5, 1));
  t.equal(between(sample, sample).cpu, 0);
});

/** As the engine tells it: milliseconds of processors as nanoseconds, 100 bytes of which 40 are only cached. */
function stats(at: number, used: number): Docker.ContainerStats {
  return {
    read: new Date(at).toISOString(),
    cpu_stats: { cpu_usage: { total_usage: used * 1e6 } },
    memory_stats: { usage: 100, stats: { total_inactive_file: 40 } },
  } as Docker.ContainerStats;
}
