import { randomUUID } from 'node:crypto';
import { type Census, takeCensus } from './census.ts';
import { Cloud } from './cloud.ts';
import type { DisturbedEndpoint, Kill } from './endpoint.ts';
import { checkOrder } from './order.ts';
import type { Story } from './story.ts';
import { tearDown } from './tear-down.ts';
import { Teller } from './teller.ts';

/** What came of telling some stories. */
export interface Outcome {
  /** What there was in the end. */
  census: Census;
  /** What was left when all stacks had been deleted: the traces that every deletion leaves. */
  traces: Census;
  /** How often the process was killed. */
  deaths: number;
  /** How many moments the killer counted in the last process. */
  moments: number;
  /** Milliseconds until the stories were told, and until all was counted and taken away. */
  took: [told: number, all: number];
}

/** Tells stories side by side on an endpoint while its process is killed as told; `expected` is how it must end. */
export async function perform(
  endpoint: DisturbedEndpoint,
  stories: readonly Story[],
  kills: Kill[] = [],
  expected?: Outcome,
): Promise<Outcome> {
  const run = `r${randomUUID().slice(0, 5)}`;
  const cloud = new Cloud(endpoint.client);
  const tellers = stories.map(({ name }) => new Teller(cloud, `${run}-${name}`));
  const began = Date.now();
  endpoint.disturb(kills);
  await Promise.all(stories.map((story, index) => story.tell(tellers[index] as Teller)));
  const told = Date.now() - began;
  const stacks = tellers.flatMap((teller) => teller.stacks);
  const ids = stacks.map(({ id }) => id);
  const take = (shown: string[]) => () => takeCensus(cloud, endpoint.rack, run, ids, shown);
  const census = await settled(take(ids), expected?.census);
  await Promise.all(tellers.map((teller) => tearDown(teller)));
  await Promise.all(stories.map((story, index) => story.clear?.(tellers[index] as Teller)));
  const { deaths, moments } = await endpoint.calm();
  for (const stack of stacks) await checkOrder(cloud, stack);
  const traces = await settled(take([]), expected?.traces);
  return { census, traces, deaths, moments, took: [told, Date.now() - began] };
}

/** What differs between two, a line each. */
export function differences(wanted: Outcome, found: Outcome): string[] {
  return [...difference(wanted.census, found.census), ...difference(wanted.traces, found.traces)];
}

/** What is left that a deletion should have taken away. */
export function orphans({ traces }: Outcome): string[] {
  return traces.filter((line) => !/^network |^TaskDefinition .*"INACTIVE"/.test(line));
}

// Private

/** Milliseconds that containers and targets have after their stacks have come to rest. */
const SETTLING_MS = 20_000;

/** The census, when it is what is wanted or does not become so; without a wish, when it stays the same. */
async function settled(take: () => Promise<Census>, wanted?: Census): Promise<Census> {
  const deadline = Date.now() + SETTLING_MS;
  let last: Census = [];
  for (;;) {
    const now = await take();
    const isDone = isSame(now, wanted ?? last);
    if (isDone || Date.now() > deadline) return now;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function isSame(left: Census, right: Census): boolean {
  return left.join('\n') === right.join('\n');
}

function difference(wanted: Census, found: Census): string[] {
  const missing = without(wanted, found).map((line) => `missing: ${line}`);
  return [...missing, ...without(found, wanted).map((line) => `too many: ${line}`)];
}

/** The lines of one list that another has not, or not as often. */
function without(lines: Census, others: Census): Census {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
