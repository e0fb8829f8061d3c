import type { Attacker, Outcome } from './attack.ts';
import { Besieged } from './besieged.ts';
import { HttpAttacker } from './http-attacker.ts';
import { Random } from './random.ts';
import { SshAttacker } from './ssh-attacker.ts';

export type Door = 'ssh' | 'http';

export interface SiegeOptions {
  door: Door;
  requests: number;
  /** Requests take turns in these. */
  seeds: readonly number[];
}

/** What a siege has shown. Everything in `faults` is one. */
export interface Report {
  faults: string[];
  /** Requests by kind. */
  kinds: Record<string, number>;
  /** MiB. */
  memory: { heapBefore: number; heapAfter: number; rssBefore: number; rssAfter: number; peak: number };
  seconds: number;
}

/** Requests that are under way at once. */
const AT_ONCE = 8;

/** Requests before memory is measured: code is compiled and caches are filled by them. */
const WARM_UP = 150;

/** MiB by which a server may be larger after a siege than before: what a heap of this size keeps for later. */
const MOST_GROWTH = { heap: 12, rss: 120 };

const ATTACKERS: Record<Door, new (besieged: Besieged) => Attacker> = { ssh: SshAttacker, http: HttpAttacker };

/** Sends generated hostile requests to one door of a server of its own, and looks what they have done to it. */
export async function siege({ door, requests, seeds }: SiegeOptions): Promise<Report> {
  const besieged = await Besieged.start();
  try {
    const faults: string[] = [];
    const kinds: Record<string, number> = {};
    const send = (from: number, count: number) => attackAll(besieged, door, { seeds, from, count }, kinds, faults);
    const started = Date.now();
    const idle = await besieged.holdings();
    await send(requests, WARM_UP);
    const before = await look(besieged, idle);
    await besieged.sandbox.seal(besieged.started.folder);
    await send(0, requests);
    const after = await look(besieged, idle);
    faults.push(
      ...differences({ ...before, holdings: idle }, after),
      ...(await besieged.sandbox.changes(besieged.started.folder)).map((name) => `changed outside: ${name}`),
    );
    await besieged.serve().catch((error) => faults.push(`no longer serves: ${error.message}`));
    const memory = { ...sizes(before, after), peak: mebibytes(await besieged.peak()) };
    return { faults: [...faults, ...growth(memory)], kinds, memory, seconds: (Date.now() - started) / 1000 };
  } finally {
    await besieged.stop();
  }
}

/** A report for people. */
export function describe({ door, requests, seeds }: SiegeOptions, { memory, kinds, seconds, faults }: Report): string {
  const { heapBefore, heapAfter, rssBefore, rssAfter, peak } = memory;
  const counts = Object.entries(kinds).map(([kind, count]) => `    ${`${count}`.padStart(5)}  ${kind}`);
  return [
    `${door}: ${requests} hostile requests, seeds ${seeds.join(' and ')}, in ${seconds.toFixed(0)} s; ${faults.length} faults`,
    `  memory in MiB: heap ${heapBefore} before, ${heapAfter} after; resident ${rssBefore} before, ${rssAfter} after, ${peak} at most`,
    ...counts,
  ].join('\n');
}

// Private

interface Look {
  holdings: { descriptors: number; children: number };
  heapUsed: number;
  rss: number;
  refs: string;
  troubles: string[];
}

/** Each request has its own random numbers, so that one can be repeated without the others. */
async function attackAll(
  besieged: Besieged,
  door: Door,
  { seeds, from, count }: { seeds: readonly number[]; from: number; count: number },
  kinds: Record<string, number>,
  faults: string[],
): Promise<void> {
  let next = from;
  const work = async () => {
    const attacker = new ATTACKERS[door](besieged);
    while (next < from + count && !hasEnded(besieged)) {
      const number = next++;
      const outcome = await attacker.attack(new Random((seeds[number % seeds.length] as number) * 1_000_003 + number));
      kinds[outcome.kind] = (kinds[outcome.kind] ?? 0) + 1;
      const wrong = faultIn(outcome, besieged);
      if (wrong)
        faults.push(
          `request ${number}, ${outcome.kind}: ${wrong}: ${JSON.stringify(outcome.sent)} → ${JSON.stringify(outcome.answer.slice(0, 300))}`,
        );
    }
    attacker.end();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (hasEnded(besieged))
    throw new Error(
      `the server crashed: exit code ${besieged.child.exitCode}, ${besieged.child.signalCode}; ${faults.at(-1) ?? ''}`,
    );
}

function hasEnded({ child }: Besieged): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function faultIn({ answer, wrong }: Outcome, { sandbox }: Besieged): string | undefined {
  return answer.includes(sandbox.canary) ? 'it was told what it may not know' : wrong;
}

async function look(besieged: Besieged, idle: Look['holdings']): Promise<Look> {
  const holdings = await besieged.calm(idle);
  const { heapUsed, rss, troubles } = await besieged.facts();
  return { holdings, heapUsed, rss, troubles, refs: await besieged.refs() };
}

function differences(before: Look, after: Look): string[] {
  const faults = after.troubles.map((trouble) => `in the server's log: ${trouble}`);
  const { descriptors, children } = after.holdings;
  if (descriptors > before.holdings.descriptors)
    faults.push(`${descriptors - before.holdings.descriptors} descriptors are left open`);
  if (children > before.holdings.children) faults.push(`${children} child processes are left`);
  for (const line of onlyIn(after.refs, before.refs)) faults.push(`new in the repositories: ${line}`);
  for (const line of onlyIn(before.refs, after.refs)) faults.push(`gone from the repositories: ${line}`);
  return faults;
}

function onlyIn(text: string, other: string): string[] {
  const lines = other.split('\n');
  return text.split('\n').filter((line) => !lines.includes(line));
}

const mebibytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

function sizes(before: Look, after: Look) {
  return {
    heapBefore: mebibytes(before.heapUsed),
    heapAfter: mebibytes(after.heapUsed),
    rssBefore: mebibytes(before.rss),
    rssAfter: mebibytes(after.rss),
  };
}

function growth({ heapBefore, heapAfter, rssBefore, rssAfter }: Report['memory']): string[] {
  const faults: string[] = [];
  if (heapAfter - heapBefore > MOST_GROWTH.heap) faults.push(`the heap grew by ${heapAfter - heapBefore} MiB`);
  if (rssAfter - rssBefore > MOST_GROWTH.rss) faults.push(`resident memory grew by ${rssAfter - rssBefore} MiB`);
  return faults;
}
