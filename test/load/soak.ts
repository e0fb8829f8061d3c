/**
 * Many clients at once, readers that pause, clients that vanish, and a pack of a gigabyte, over both doors of a server that
 * waits for its clients as long as users' servers do; then counts what is left.
 *
 *     npm run soak:git -- --clones 50 --pushes 20 --stall 60 --vanish 60 --pack 1024 --seed 1
 */
import { parseArgs } from 'node:util';
import { randomOf } from '../stacks/kills.ts';
import { crowd, type Faults, giant, pauses, vanish } from './clients.ts';
import { DOORS, LoadedServer } from './loaded.ts';

/** Milliseconds after which the last client whose network is gone has been given up: twice the five minutes of a pack. */
const CALM = 12 * 60_000;

/** MiB that each of the readers and writers that pause has to move. */
const PAUSED = 100;

const { values } = parseArgs({
  options: {
    clones: { type: 'string', default: '50' },
    pushes: { type: 'string', default: '20' },
    stall: { type: 'string', default: '60' },
    vanish: { type: 'string', default: '60' },
    pack: { type: 'string', default: '1024' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
  },
});

const cleanUps: (() => unknown)[] = [];
const t = { teardown: (clean: () => unknown) => void cleanUps.push(clean) };
const faults: Faults = [];
const server = await LoadedServer.start();
await crowd(server, 'warm', { clones: 2, pushes: 2 });
const before = await server.holdings();
console.log(`before: ${JSON.stringify(before)}`);

await part(`${values.clones} clones and ${values.pushes} pushes at once`, () =>
  crowd(server, 'crowd', { clones: Number(values.clones), pushes: Number(values.pushes) }),
);
await part(`4 clones and 2 pushes of ${PAUSED} MiB that pause for ${values.stall} s`, () =>
  pauses(t, server, { seconds: Number(values.stall), mib: PAUSED }),
);
for (const door of Number(values.pack) > 0 ? DOORS : []) {
  const { faults, push, clone, seconds } = await giant(server, door, Number(values.pack));
  const grown = `push ${seconds[0]} s, memory +${push} MiB; clone ${seconds[1]} s, memory +${clone} MiB`;
  report(`a pack of ${values.pack} MiB over ${door}: ${grown}`, faults);
}
await part(`${values.vanish} clients that vanish, seed ${values.seed}`, async () => {
  const random = randomOf(Number(values.seed));
  await vanish(t, server, { clients: Number(values.vanish), mib: 32, random, silent: DOORS });
  return [];
});

const startedAt = Date.now();
const excess = await server.excess(before, CALM);
const left = Object.entries(excess).map(([kind, count]) => `${kind}: ${count} instead of ${before[kind] ?? 0}`);
report(`calm after ${Math.round((Date.now() - startedAt) / 1000)} s; left over: ${left.length || 'nothing'}`, left);
report('what went wrong inside of the server', [...server.heard, ...(await server.troubles())]);
for (const clean of cleanUps) await clean();
await server.stop();
process.exitCode = faults.length > 0 ? 1 : 0;

async function part(name: string, work: () => Promise<Faults>): Promise<void> {
  const begun = Date.now();
  const { answer, mib } = await server.growth(work);
  report(`${name}: ${(Date.now() - begun) / 1000} s, memory +${mib} MiB`, answer);
}

function report(line: string, found: Faults): void {
  faults.push(...found);
  console.log([`${found.length === 0 ? 'ok  ' : 'FAIL'} ${line}`, ...found.map((fault) => `     ${fault}`)].join('\n'));
}
