import t from 'tap';
import { numbered, parseNumbered } from './numbered.ts';
import { Tally } from './tally.ts';

const tallyOf = (numbers: readonly (number | string)[], begins?: 'anywhere') => {
  const tally = new Tally(begins);
  for (const number of numbers) tally.take(`c001 ${number} text.`, '2026-11-26T11:00:00.000000Z');
  return tally;
};

const counts = (tally: Tally, written: number) => {
  const { read, missing, repeated, disordered } = tally.verdict(new Map([['c001', written]]));
  return { read, missing, repeated, disordered };
};

t.test('a count that is whole has no fault', async (t) => {
  const tally = tallyOf([1, 2, 3]);
  t.strictSame(counts(tally, 3), { read: 3, missing: 0, repeated: 0, disordered: 0 });
  t.ok(tally.hasAll(new Map([['c001', 3]])));
});

t.test('what is missing in the midst, at the end and of a silent container is found', async (t) => {
  t.strictSame(counts(tallyOf([1, 4]), 6), { read: 2, missing: 4, repeated: 0, disordered: 0 });
  t.strictSame(counts(tallyOf([]), 5), { read: 0, missing: 5, repeated: 0, disordered: 0 });
  t.notOk(tallyOf([1, 3]).hasAll(new Map([['c001', 3]])));
});

t.test('what comes late is out of order, and missing no more; what comes again is repeated', async (t) => {
  t.strictSame(counts(tallyOf([1, 3, 2, 4]), 4), { read: 4, missing: 0, repeated: 0, disordered: 1 });
  t.strictSame(counts(tallyOf([1, 2, 3, 2, 3, 4]), 4), { read: 6, missing: 0, repeated: 2, disordered: 0 });
});

t.test('faults that go on are told as one', async (t) => {
  const { faults } = tallyOf([1, 2, 3, 1, 2, 3, 9]).verdict(new Map([['c001', 9]]));
  t.match(faults, [
    { kind: 'missing', from: 4, to: 8 },
    { kind: 'repeated', from: 1, to: 3 },
  ]);
});

t.test('of a history that keeps the newest only gaps count', async (t) => {
  t.strictSame(counts(tallyOf([7, 8, 9], 'anywhere'), 9), { read: 3, missing: 0, repeated: 0, disordered: 0 });
  t.strictSame(counts(tallyOf([7, 9], 'anywhere'), 9), { read: 2, missing: 1, repeated: 0, disordered: 0 });
});

t.test('a line that was cut is none', async (t) => {
  t.strictSame(parseNumbered('c001 17 text.'), { copy: 'c001', number: 17 });
  t.strictSame(parseNumbered('c001 end 20000.'), { copy: 'c001', count: 20_000 });
  t.equal(parseNumbered('c001 17 te'), undefined);
  t.equal(numbered('c001', { lines: 3 }).at(3), 'c001');
});
