/** `npm run fuzz -- --requests 10000 --seed N`: the whole of what tests make a short one of. */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
  },
});

const ends: (() => unknown)[] = [];
const options = { requests: Number(values.requests), seed: Number(values.seed) };
const { statuses, faults } = await fuzz({ teardown: (end) => void ends.push(end) }, options);
for (const end of ends.reverse()) await end();
const counted = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
console.log(`${options.requests} requests, seed ${options.seed}: ${counted.join(', ')}; ${faults.length} faults`);
for (const fault of faults.slice(0, 50)) console.log(`  FAULT ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
