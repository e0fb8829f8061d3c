import { setTimeout as sleep } from 'node:timers/promises';
import type { CountedRack } from '../counted-rack.ts';
import { type LogStream, SHARDS } from '../log-stream.ts';
import type { Scenario } from '../scenario.ts';

/** Lines of 1,000 characters a second: three times what a shard takes. */
const TOO_MUCH = 3000;

/** Times that the stream is divided anew, and into how many shards at most. */
const DIVISIONS = 12;
const MOST_SHARDS = 12;

/** What the stream does to those who write and read it. */
export const STREAM: Scenario[] = [
  {
    name: 'throttled',
    summary: 'the stream takes a megabyte a second, and three times as much is written',
    course: (counted, { containers, throttledSeconds }) => ({
      containers,
      apps: Math.min(10, containers),
      lines: { lines: 1, pace: Math.ceil(TOO_MUCH / containers), filling: 'noise', width: 1000, isOpen: true },
      bySsh: true,
      isKept: 'all',
      disturb: () => throttle(counted, throttledSeconds),
    }),
  },
  {
    name: 'reshard',
    summary: 'shards are split and merged while lines flow',
    course: (counted, { containers, lines }, random) => ({
      containers,
      apps: Math.min(10, containers),
      lines: { lines, pace: Math.ceil(lines / (DIVISIONS * 2)), isOpen: true },
      bySsh: true,
      isKept: 'all',
      disturb: () => reshard(counted.stream, random),
    }),
  },
];

// Private

/** What the agent says of refused records shows that it was throttled at all. */
async function throttle({ stream, rack, journal }: CountedRack, seconds: number): Promise<void> {
  const refusals = () => rack.said('agent', 'records are sent again: ProvisionedThroughputExceeded');
  const before = refusals();
  await stream.mode('PROVISIONED');
  for (let shards = SHARDS / 2; shards >= 1; shards /= 2) await stream.divide(shards);
  await sleep(seconds * 1000);
  await restore(stream, 1);
  if (refusals() === before) throw new Error('The stream refused nothing: it was not throttled.');
  journal.note(`the agent told ${refusals() - before} times of refused records`);
}

/** Any number of shards, of which each may be up to twice as many as before, or half. */
async function reshard(stream: LogStream, random: () => number): Promise<void> {
  await stream.mode('PROVISIONED');
  let shards = SHARDS;
  for (let time = 0; time < DIVISIONS; time++) {
    await sleep(random() * 3000);
    const [least, most] = [Math.ceil(shards / 2), Math.min(shards * 2, MOST_SHARDS)];
    shards = least + Math.floor(random() * (most - least + 1));
    await stream.divide(shards);
  }
  await restore(stream, shards);
}

async function restore(stream: LogStream, from: number): Promise<void> {
  for (let shards = from; shards !== SHARDS; await stream.divide(shards))
    shards = Math.min(Math.max(SHARDS, Math.ceil(shards / 2)), shards * 2);
  await stream.mode('ON_DEMAND');
}
