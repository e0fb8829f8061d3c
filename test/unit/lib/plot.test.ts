import t from 'tap';
import { plot } from '../../../lib/plot.ts';
import { bytes, digits } from '../../../lib/quantity.ts';

t.test('bars stand on the bottom, from nothing to the greatest', async (t) => {
  t.same(plot([0, 1, 2, 3, 4], { width: 5, height: 2 }), ['   ▄█', '▁▄███']);
});

t.test('what is not known is blank, and nothing is not', async (t) => {
  t.same(plot([null, 0, null], { width: 3, height: 1 }), [' ▁ ']);
  t.same(plot([], { width: 3, height: 2 }), ['   ', '   ']);
});

t.test('few values fill the plot, and the greatest stand for many', async (t) => {
  t.same(plot([1, 2], { width: 6, height: 1 }), ['▄▄▄███']);
  t.same(plot([0, 8, 0, null, 4, 0], { width: 3, height: 1 }), ['█▁▄']);
});

t.test('a top above all values leaves room', async (t) => {
  t.same(plot([1, 2], { width: 2, height: 2, top: 4 }), ['  ', '▄█']);
});

t.test('terminals that have only ASCII get its letters', async (t) => {
  t.same(plot([0, 1, 2, 3], { width: 4, height: 1, ascii: true }), ['..:#']);
});

t.test('quantities have three digits at most', async (t) => {
  t.same([0, 1023, 1024, 11.3 * 2 ** 20, 512 * 2 ** 20, 2 ** 41].map(bytes), [
    ...['0 B', '1023 B', '1 KiB', '11.3 MiB', '512 MiB', '2 TiB'],
  ]);
  t.same([0, 0.0004, 0.054, 1.5, 12.34, 99.96, 512.4].map(digits), [
    '0',
    '0.0004',
    '0.05',
    '1.5',
    '12.3',
    '100',
    '512',
  ]);
});
