import t from 'tap';
import { Measure } from '../../../agent/attach/measure.ts';
import { atBirth } from '../../../agent/stats/totals.ts';

t.test('the first answer is the mean of a life, the next one of the time since', async (t) => {
  const [engine, meter] = oneContainer();
  const measure = new Measure(engine, meter, () => meter.at);
  t.same(await measure.now('app'), { task: { cpu: 0.5, memory: 60 } });
  [meter.at, meter.cpu] = [meter.at + 999, meter.cpu + 1];
  t.same(await measure.now('app'), { task: { cpu: 0.5, memory: 60 } }, 'a fresh look is told as it is');
  [meter.at, meter.cpu] = [meter.at + 1, meter.cpu + 1];
  t.same(await measure.now('app'), { task: { cpu: 2, memory: 60 } });
});

t.test('a look of long ago tells nothing of now', async (t) => {
  const [engine, meter] = oneContainer();
  const measure = new Measure(engine, meter, () => meter.at);
  await measure.now('app');
  [meter.at, meter.cpu] = [meter.at + 999_000, 500];
  t.same(await measure.now('app'), { task: { cpu: 0.5, memory: 60 } });
});

t.test('one that is gone by now has no answer, and nothing is divided by no time', async (t) => {
  const [engine, meter] = oneContainer();
  const gone = { prepare: () => {}, read: async () => undefined };
  t.same(await new Measure(engine, gone).now('app'), {});
  meter.at -= 1000;
  t.same(await new Measure(engine, meter).now('app'), { task: { cpu: 0, memory: 60 } });
});

/** A container that is a second old, and a meter of what it has taken: half a second of a processor. */
function oneContainer() {
  const madeAt = Date.now() - 1000;
  const words = { id: 'c', task: 'task', app: 'app', process: 'web', release: 'R', madeAt };
  const meter = {
    at: madeAt + 1000,
    cpu: 0.5,
    prepare: () => {},
    read: async () => ({ ...atBirth(meter.at), cpu: meter.cpu, memory: 60 }),
  };
  return [{ list: async () => [words] }, meter] as const;
}
