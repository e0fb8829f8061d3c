/**
 * Whether commands and the API stay as quick with many apps as with one: two racks in one run, of which one has one app and the
 * other a thousand (or as many as the first argument or RACK_BENCH_APPS says). Both run the same app; the others have a stack, a service that runs
 * nothing, ten releases, an environment and a log. Each request is timed in turns at the one and at the other, through one
 * connection to each door, as `ssh` with a ControlMaster and `curl` have it. Prints p50 and p99 of both and the ratio of the p50.
 * Goal: at most 1.2.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeApp } from '../test/stories/app.ts';
import { ApiRack } from './api-rack.ts';
import { median } from './median.ts';

const MANY = Number(process.argv[2] ?? process.env.RACK_BENCH_APPS ?? 1000);

interface Request {
  name: string;
  turns: number;
  ask(rack: ApiRack, turn: number): Promise<unknown>;
}

/** Turns of what only looks, and of what deploys. */
const LOOKS = 100;
const DEPLOYS = 10;

/** Milliseconds after its start in which a rack looks after each of its apps once. */
const SETTLED = 10_000;

const REQUESTS: readonly Request[] = [
  { name: 'ssh rack ps', turns: LOOKS, ask: (rack) => rack.ssh('ps bench') },
  { name: 'GET /apps/{app}/processes', turns: LOOKS, ask: (rack) => rack.get('/apps/bench/processes') },
  { name: 'ssh rack logs -n 100', turns: LOOKS, ask: (rack) => rack.ssh('logs bench -n 100') },
  { name: 'ssh rack releases', turns: LOOKS, ask: (rack) => rack.ssh('releases bench') },
  { name: 'ssh rack info', turns: LOOKS, ask: (rack) => rack.ssh('info bench') },
  { name: 'GET /apps/{app}', turns: LOOKS, ask: (rack) => rack.get('/apps/bench') },
  { name: 'ssh rack env set', turns: DEPLOYS, ask: (rack, turn) => rack.ssh(`env set bench TURN=${turn}`) },
];

const cleanUps: (() => unknown)[] = [];
let cleaning: Promise<void> | undefined;
const teardown = { teardown: (clean: () => unknown) => void cleanUps.unshift(clean) };

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    console.error('Stopped: what was made goes first.');
    void cleanUp().then(() => process.exit(1));
  });

try {
  await measure();
} finally {
  await cleanUp();
}

// Private

/** Once: what a signal breaks off fails and comes here too, and must not end the process before all is gone. */
function cleanUp(): Promise<void> {
  cleaning ??= cleanAll();
  return cleaning;
}

async function cleanAll(): Promise<void> {
  for (let clean = cleanUps.shift(); clean; clean = cleanUps.shift()) await clean();
}

async function measure(): Promise<void> {
  const began = performance.now();
  const one = await ApiRack.start(teardown, nodeApp('bench'), 0);
  const many = await ApiRack.start(teardown, nodeApp('bench'), MANY - 1);
  console.log(`${MANY + 1} apps made in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  await sleep(SETTLED);
  console.log(`${'1 app'.padStart(44)}${`${MANY} apps`.padStart(22)}`);
  console.log(
    `${''.padEnd(28)}${'p50      p99'.padStart(16)}${'p50      p99'.padStart(22)}   ratio of p50 (goal 1.20)`,
  );
  for (const request of REQUESTS) await compare(request, one, many);
}

async function compare({ name, turns, ask }: Request, one: ApiRack, many: ApiRack): Promise<void> {
  const times = new Map<ApiRack, number[]>([
    [one, []],
    [many, []],
  ]);
  for (let turn = 0; turn < turns; turn++)
    // Whoever comes second finds the machine warmer.
    for (const rack of turn % 2 === 0 ? [one, many] : [many, one]) {
      const began = performance.now();
      await ask(rack, turn);
      times.get(rack)?.push(performance.now() - began);
    }
  const [few, lots] = [times.get(one) ?? [], times.get(many) ?? []];
  const figures = [few, lots].map((list) => `${ms(median(list))} ${ms(percentile(list, 0.99))}`.padStart(20));
  console.log(`${name.padEnd(28)}${figures.join('  ')}   ${(median(lots) / median(few)).toFixed(2)}`);
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`.padStart(9);
}

function percentile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number;
}
