/**
 * Lines from one container to one reader: how many a second, what each process takes for a thousand, how late they come, and
 * what a thousand readers cost beside one. The floor is `docker logs -f` of a container that prints the same, read by the same
 * program in the same run. RACK_BENCH_SECONDS is how long each part takes (60); RACK_BENCH_PARTS which ones are done.
 * Goals: 50,000 lines a second; p99 300 ms at 1,000 lines a second; 1,000 readers at most twice one; the agent below 80 MB.
 */
import { table } from '../lib/table.ts';
import { CleanUp } from '../test/logs/clean-up.ts';
import { CountedRack } from '../test/logs/counted-rack.ts';
import type { Numbered } from '../test/logs/numbered.ts';
import { type CrowdCost, crowd } from './logs/crowd.ts';
import { type Flow, flow, type Way } from './logs/flow.ts';

const seconds = Number(process.env.RACK_BENCH_SECONDS ?? 60);
const parts = (process.env.RACK_BENCH_PARTS ?? 'goal,full,latency,readers').split(',');

/** Lines a second that are to go through without falling behind, and those at which lateness is measured. */
const GOAL = 50_000;
const CALM = 1000;
const READERS = 1000;

const WAYS: readonly Way[] = ['ssh rack logs -f', 'docker logs -f'];

const cleanUp = new CleanUp();
try {
  const counted = await CountedRack.start(cleanUp);
  if (parts.includes('goal')) await throughput(counted, `${GOAL.toLocaleString('en')} lines a second`, { pace: GOAL });
  if (parts.includes('full')) await throughput(counted, 'As fast as the container prints', {});
  if (parts.includes('latency')) await latency(counted);
  if (parts.includes('readers')) await readers(counted);
} catch (error) {
  if (!cleanUp.hasBegun) throw error;
} finally {
  await cleanUp.run();
}

// Private

async function throughput(counted: CountedRack, title: string, lines: Numbered): Promise<void> {
  const flows = await each(counted, { ...lines, seconds });
  const rows = flows.map(([way, { writtenRate, readRate, lost, outOfTurn, lag }]) => [
    way,
    whole(writtenRate),
    whole(readRate),
    (readRate / writtenRate).toFixed(2),
    whole(lost),
    whole(outOfTurn),
    `${(lag / 1000).toFixed(1)} s`,
  ]);
  console.log(`\n${title}, for ${seconds} s (goals: ${whole(GOAL)} read, none lost, at most 2 s behind in the end)`);
  console.log(table(['', 'WRITTEN/S', 'READ/S', 'RATIO', 'LOST', 'OUT OF TURN', 'BEHIND'], rows));
  cost(flows);
}

/** What a thousand lines take of each process. */
function cost(flows: readonly [Way, Flow][]): void {
  const names = Object.keys(flows[0]?.[1].cost ?? {});
  const rows = flows.map(([way, flow]) => [way, ...names.map((name) => (flow.cost[name]?.processor ?? 0).toFixed(2))]);
  console.log('Milliseconds of a processor for 1,000 lines');
  console.log(table(['', ...names.map((name) => name.toUpperCase())], rows));
  const agent = flows[0]?.[1].cost.agent?.memory ?? 0;
  console.log(`The agent held ${agent.toFixed(0)} MiB at most (goal: below 80 MB)`);
}

async function latency(counted: CountedRack): Promise<void> {
  const flows = await each(counted, { pace: CALM, seconds, isTimed: true });
  const rows = flows.map(([way, { latencies, lost }]) => {
    const sorted = latencies.toSorted((a, b) => a - b);
    const at = (share: number) => `${(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(0)} ms`;
    return [way, at(0.5), at(0.99), at(1), whole(lost)];
  });
  console.log(`\nFrom print to reader at ${whole(CALM)} lines a second, for ${seconds} s (goal: p99 300 ms)`);
  console.log(table(['', 'P50', 'P99', 'MOST', 'LOST'], rows));
  cost(flows);
}

async function readers(counted: CountedRack): Promise<void> {
  const costs: CrowdCost[] = [];
  for (const count of [1, READERS]) costs.push(await crowd(counted, count, seconds));
  const net = costs.map(({ server, sockets }) => server - sockets);
  const rows = costs.map(({ readers, server, sockets }, index) => [
    `${whole(readers)} readers`,
    ...[server, sockets, net[index] ?? 0].map((each) => each.toFixed(2)),
  ]);
  console.log(`\nMilliseconds of the server's processor for 1,000 lines of an app, for ${seconds} s`);
  console.log(table(['', 'IN ALL', 'A BARE SERVER', 'WITHOUT SOCKETS'], rows));
  console.log(`1,000 readers cost ${((net[1] ?? 0) / (net[0] ?? 1)).toFixed(2)} times one (goal: 2)`);
}

async function each(counted: CountedRack, lines: Numbered): Promise<[Way, Flow][]> {
  const flows: [Way, Flow][] = [];
  for (const way of WAYS) flows.push([way, await flow(counted, way, lines)]);
  return flows;
}

function whole(number: number): string {
  return Math.round(number).toLocaleString('en');
}
