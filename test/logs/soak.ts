/**
 * Counts lines through from containers to readers while whatever may befall a rack befalls it: each number once, in order.
 *
 *     npm run soak:logs -- --seed 7 [--only kill-agent,throttled] [--skip bound] [--containers 50] [--lines 20000] [--kills 20]
 *
 * A restart of the Docker engine ends all containers of the machine, so that one is done only by `--only docker-restart`.
 */
import { parseArgs } from 'node:util';
import { randomOf } from '../stacks/kills.ts';
import { CleanUp } from './clean-up.ts';
import { Count } from './count.ts';
import { CountedRack } from './counted-rack.ts';
import { Journal } from './journal.ts';
import { faultsOf, isGood, type Outcome, outcomes } from './report.ts';
import type { Scenario } from './scenario.ts';
import { chosen } from './scenarios/all.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    skip: { type: 'string' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    containers: { type: 'string', default: '50' },
    lines: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '20' },
    brief: { type: 'string', default: '200' },
    throttled: { type: 'string', default: '60' },
  },
});
const scale = {
  containers: Number(values.containers),
  lines: Number(values.lines),
  kills: Number(values.kills),
  brief: Number(values.brief),
  throttledSeconds: Number(values.throttled),
};

const cleanUp = new CleanUp();
const journal = new Journal(console.log);
const all: Outcome[] = [];
try {
  const scenarios = chosen(values.only, values.skip);
  console.log(`seed ${values.seed}: ${scenarios.map(({ name }) => name).join(', ')}`);
  const counted = await CountedRack.start(cleanUp, journal);
  for (const scenario of scenarios) all.push(await perform(scenario, counted));
} catch (error) {
  if (!cleanUp.hasBegun) throw error;
} finally {
  await cleanUp.run();
}
console.log(`\n${outcomes(all)}`);
process.exitCode = all.every(({ seen }) => seen.every(isGood)) ? 0 : 1;

async function perform(scenario: Scenario, counted: CountedRack): Promise<Outcome> {
  journal.begin(`${scenario.name}: ${scenario.summary}`);
  const seen = await new Count(counted, scenario.course(counted, scale, randomOf(Number(values.seed)))).run();
  await counted.writers.remove();
  const outcome = { scenario: scenario.name, seen, seconds: journal.seconds };
  console.log([outcomes([outcome]), ...faultsOf(outcome, journal)].join('\n'));
  return outcome;
}
