/**
 * Requests a second and their p99 through the rack's router, beside HAProxy alone (which only hands on, and as one writes it by hand) and
 * beside the app itself, in rounds that take turns; the ratios are those of the medians. Then rules and targets come and go under load
 * while every request is counted. Goals: 0.95 of HAProxy alone, 0.95 with 1,000 rules of one rule, and no request that fails.
 */
import { Client, type Load, load } from './load.ts';
import { median } from './median.ts';
import { Bench, type Place, ROUTER } from './router-bench.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 9);
/** Of each measurement, and of the load under which there are changes. */
const SECONDS = 3;
const CHANGE_SECONDS = Number(process.env.CHANGE_SECONDS ?? 20);

const bench = await Bench.start();
try {
  reportTimes('Milliseconds of a change, without load');
  console.log(`the router holds ${(await bench.used(ROUTER)).memory.toFixed(1)} MiB`);
  await measure();
  await change();
} finally {
  await bench.close();
}

// Private

/** A load, and the microseconds of processors that each of its requests took where it was answered. */
interface Measured extends Load {
  cost: number;
}

async function measure(): Promise<void> {
  const results = new Map<string, Measured[]>(Object.keys(bench.places).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, place] of Object.entries(bench.places)) results.get(name)?.push(await measured(place));
  const middle = (name: string, what: keyof Measured) => median((results.get(name) ?? []).map((each) => each[what]));
  console.log(`\nMedians of ${ROUNDS} rounds of ${SECONDS} s with 32 connections`);
  for (const [name, { beside }] of Object.entries(bench.places)) {
    const figures = [
      `${middle(name, 'rate').toFixed(0).padStart(7)}/s`,
      `p99 ${middle(name, 'p99').toFixed(2)} ms`,
      `${middle(name, 'cost').toFixed(1)} µs`,
      ...beside.map((other) => `${(middle(name, 'rate') / middle(other, 'rate')).toFixed(2)} of ${other}`),
    ];
    console.log(`${name.padEnd(22)} ${figures.join('  ')}`);
  }
  console.log(`failed: ${sum([...results.values()].flat().map((each) => each.failed))}`);
}

async function measured({ url, host, container }: Place): Promise<Measured> {
  const before = await bench.used(container);
  const loaded = await load(url, SECONDS, '-c32', '-H', `Host: ${host}`);
  const { processors } = await bench.used(container);
  return { ...loaded, cost: (processors - before.processors) / (loaded.rate * SECONDS) };
}

/** Every kind of change, again and again, while all kinds of clients ask. */
async function change(): Promise<void> {
  const { url, host } = bench.places['router, 1,000 rules'] as { url: string; host: string };
  const kinds = { 'kept alive': true, 'one a request': false };
  const clients = Object.entries(kinds).map(([name, keepAlive]) => ({
    name,
    client: new Client(url, host, keepAlive),
  }));
  for (const kind of Object.keys(bench.times)) delete bench.times[kind];
  const asking = { going: true };
  const loads = Promise.all(
    [[], ['-H', 'Connection: close']].map((more) => load(url, CHANGE_SECONDS, '-c8', '-H', `Host: ${host}`, ...more)),
  );
  loads.finally(() => {
    asking.going = false;
  });
  for (let number = 0; asking.going; number++) await bench.change(number);
  for (const { client } of clients) await client.stop();
  reportTimes('Milliseconds of a change, under load');
  for (const { rate, failed } of await loads) console.log(`wrk: ${rate.toFixed(0)}/s, failed ${failed}`);
  for (const { name, client } of clients)
    console.log(
      `counting client, connections ${name}: ${client.asked} requests, failed ${client.failures.length} ${[...new Set(client.failures)]}`,
    );
}

function reportTimes(title: string): void {
  console.log(`\n${title}`);
  for (const [kind, times] of Object.entries(bench.times))
    console.log(
      `${kind.padEnd(48)} ${String(times.length).padStart(4)} times  median ${median(times).toFixed(0)}  most ${Math.max(...times).toFixed(0)}`,
    );
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
