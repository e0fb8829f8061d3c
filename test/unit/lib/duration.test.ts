import t from 'tap';
import { duration } from '../../../lib/duration.ts';

t.test('how long something takes, in two units', async (t) => {
  const seconds = (count: number) => duration(count * 1000);
  t.same([0, 42, 60, 200, 3600, 18_120, 86_400, 1_051_200].map(seconds), [
    '0s',
    '42s',
    '1m',
    '3m 20s',
    '1h',
    '5h 2m',
    '1d',
    '12d 4h',
  ]);
  t.equal(duration(-5), '0s', 'clocks differ');
});
