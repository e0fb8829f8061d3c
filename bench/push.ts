/**
 * From the start of a push to the new text served: Rack beside the floor of plain tools in the same run. The floor is an OpenSSH
 * push of the same commit to a bare repository, `docker build`, `docker push` to the same registry, and `docker run` until it
 * answers. Prints both medians and their ratio, and where Rack's time goes. Goal: at most 1.5.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type App, nodeApp } from '../test/stories/app.ts';
import { Rack } from '../test/stories/rack.ts';
import { Floor } from './floor.ts';
import { median } from './median.ts';

const ROUNDS = 10;

const cleanUps: (() => unknown)[] = [];
const teardown = { teardown: (clean: () => unknown) => void cleanUps.unshift(clean) };

try {
  await measure();
} finally {
  for (const clean of cleanUps) await clean();
}

// Private

async function measure(): Promise<void> {
  const rack = await Rack.start(teardown);
  const app = await rack.app('bench', nodeApp('version 0'));
  await mustPush(app);
  const floor = await Floor.start(teardown, rack, app);
  const [ours, floors, steps]: [number[], number[], string[][]] = [[], [], []];
  for (let round = 1; round <= ROUNDS; round++) {
    const text = `version ${round}`;
    await app.commit(nodeApp(text));
    floors.push(await floor.deploy(text));
    const started = performance.now();
    const [output] = await Promise.all([mustPush(app), served(app, text)]);
    ours.push(performance.now() - started);
    steps.push(output);
  }
  report(ours, floors, floor.parts, steps.at(-1) ?? []);
}

async function mustPush(app: App): Promise<string[]> {
  const push = app.pushing();
  const started = performance.now();
  const lines: string[] = [];
  push.onText((text) =>
    lines.push(
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `${seconds(performance.now() - started)}  ${line}`),
    ),
  );
  if ((await push.exit()) !== 0) throw new Error(push.output);
  return lines;
}

async function served(app: App, text: string): Promise<void> {
  while ((await app.get()).text !== text) await sleep(10);
}

function report(ours: number[], floors: number[], parts: Record<string, number[]>, steps: string[]): void {
  const [rack, floor] = [median(ours), median(floors)];
  const row = (name: string, times: number[]) =>
    `${name.padEnd(24)} median ${seconds(median(times))}  least ${seconds(Math.min(...times))}  most ${seconds(Math.max(...times))}`;
  const rows = Object.entries(parts).map(([name, times]) => row(`  ${name}`, times));
  console.log([row('rack push → served', ours), row('floor, plain tools', floors), ...rows].join('\n'));
  console.log(
    `ratio ${(rack / floor).toFixed(2)} (goal 1.50), ${ours.length} rounds\n\nThe last push, line by line:\n${steps.join('\n')}`,
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
