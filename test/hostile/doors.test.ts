import t from 'tap';
import { type Door, describe, siege } from './siege.ts';

/** A tenth of the whole, which `npm run hostile` sends. */
const REQUESTS = 1_000;

/** One seed that has been looked at, and one that nobody has seen; it is printed. */
const SEEDS = [7, Date.now() % 1_000_000];

for (const door of ['ssh', 'http'] satisfies Door[])
  t.test(`hostile requests do no harm over ${door}`, async (t) => {
    const options = { door, requests: REQUESTS, seeds: SEEDS };
    const report = await siege(options);
    t.comment(describe(options, report));
    t.same(report.faults, []);
  });
