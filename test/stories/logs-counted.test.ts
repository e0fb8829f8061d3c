import t from 'tap';
import { Count, type Seen } from '../logs/count.ts';
import { CountedRack } from '../logs/counted-rack.ts';
import { Journal } from '../logs/journal.ts';
import { faultsOf } from '../logs/report.ts';
import type { Scale, Scenario } from '../logs/scenario.ts';
import { FLOW } from '../logs/scenarios/flow.ts';
import { KILL_EACH } from '../logs/scenarios/kills.ts';
import { randomOf } from '../stacks/kills.ts';

t.setTimeout(180_000);

/** Decides at which moments there are kills; a failure names it. */
const SEED = Date.now() % 1_000_000;

const SCALE: Scale = { containers: 10, lines: 2000, kills: 1, brief: 20, throttledSeconds: 0 };

const named = (wanted: string) => FLOW.filter(({ name }) => name === wanted);

// The whole of it is `npm run soak:logs`.
t.test('every line comes once, in order', async (t) => {
  const journal = new Journal();
  const counted = await CountedRack.start(t, journal);
  for (const scenario of [KILL_EACH, ...named('rotation'), ...named('brief')])
    await t.test(scenario.summary, async (t) => {
      const seen = await course(counted, scenario);
      const faults = faultsOf({ scenario: `${scenario.name} (seed ${SEED})`, seen, seconds: journal.seconds }, journal);
      t.strictSame(faults, []);
      for (const { reader, read, written } of seen) t.equal(read, written, reader);
    });
});

// Private

async function course(counted: CountedRack, scenario: Scenario): Promise<Seen[]> {
  counted.journal.begin(scenario.name);
  return new Count(counted, scenario.course(counted, SCALE, randomOf(SEED))).run();
}
