/** `npm run hostile -- --requests 10000 --seed N [--door ssh|http]`: the whole siege of both doors, as tests make a short one of. */
import { parseArgs } from 'node:util';
import { type Door, describe, siege } from './siege.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    door: { type: 'string' },
  },
});

let faults = 0;
for (const door of values.door ? [values.door as Door] : (['ssh', 'http'] as const)) {
  const options = { door, requests: Number(values.requests), seeds: [Number(values.seed)] };
  const report = await siege(options);
  console.log([describe(options, report), ...report.faults.slice(0, 50).map((fault) => `  FAULT ${fault}`)].join('\n'));
  faults += report.faults.length;
}
process.exitCode = faults > 0 ? 1 : 0;
