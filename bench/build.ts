/**
 * Measures how quickly a change is rebuilt. For each example, in turns: a changed line, `git push rack main` until it is served; and by
 * hand, on the Dockerfile and the base images that the rack uses, a cached `docker build` and `docker run` until it answers. Prints
 * both medians and their ratio: at most 1.5 is the goal. Then a package is added: how long the rack builds and what containers download
 * meanwhile, against the first push. `RACK_EXAMPLES=flask,go` measures these alone. On an idle machine: downloads are counted on the
 * engine's bridge, whoever they are for.
 */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../lib/root.ts';
import { run } from '../lib/run.ts';
import { EXAMPLES } from '../test/languages/examples.ts';
import type { App } from '../test/stories/app.ts';
import { Rack } from '../test/stories/rack.ts';
import { CHANGES, type Change } from './build-changes.ts';
import { BuildFloor } from './build-floor.ts';
import { median } from './median.ts';

const ROUNDS = 5;
const GOAL = 1.5;

/** A text that is answered, and no name of the code. */
const GREETING = /Hello(?=[\s,!<])|"hello(?=")/;

const cleanUps: (() => unknown)[] = [];
const teardown = { teardown: (clean: () => unknown) => void cleanUps.unshift(clean) };

try {
  const asked = process.env.RACK_EXAMPLES?.split(/[\s,]+/);
  const rack = await Rack.start(teardown);
  for (const { name } of EXAMPLES.filter(({ name }) => !asked || asked.includes(name))) {
    const change = CHANGES[name];
    console.log(change ? await measure(rack, name, change) : `${name.padEnd(14)} is not in bench/build-changes.ts`);
  }
} finally {
  for (const clean of cleanUps) await clean();
}

// Private

async function measure(rack: Rack, name: string, change: Change): Promise<string> {
  const app = await rack.app(name, {});
  await cp(join(projectRoot, 'examples', name), app.folder, { recursive: true });
  await app.commit({});
  const first = await pushed(app);
  const [ours, floors] = await rounds(rack, app, change.greeting);
  const added = change.added && (await adding(app, change.added));
  await rack.ssh(`destroy ${name} --confirm ${name}`);
  return [name.padEnd(14), line(ours, floors), ...(added ? [`\n${' '.repeat(14)} ${downloads(first, added)}`] : [])].join(' '); // biome-ignore format: one glance
}

/** Milliseconds of each round: the rack's, and those of plain tools. */
async function rounds(rack: Rack, app: App, file: string): Promise<[ours: number[], floors: number[]]> {
  const floor = await BuildFloor.start(teardown, {
    name: app.name,
    source: app.folder,
    folder: join(rack.folder, `floor-${app.name}`),
  });
  const text = await readFile(join(app.folder, file), 'utf8');
  const [ours, floors]: [number[], number[]] = [[], []];
  for (let round = 1; round <= ROUNDS; round++) {
    const word = `round${round}`;
    const changed = text.replace(GREETING, `$&${word}`);
    if (changed === text) throw new Error(`${file} of ${app.name} greets nobody.`);
    floors.push(await floor.rebuild(file, changed, word));
    await app.commit({ [file]: changed });
    const started = performance.now();
    await Promise.all([pushed(app), served(app, word)]);
    ours.push(performance.now() - started);
  }
  return [ours, floors];
}

interface Pushed {
  /** Of the build. */
  seconds: number;
  /** That containers received. */
  bytes: number;
}

async function pushed(app: App): Promise<Pushed> {
  const before = await received();
  const { code, stderr } = await app.push();
  if (code !== 0) throw new Error(stderr);
  const seconds = Number(/Build succeeded in ([\d.]+)s/.exec(stderr)?.[1]);
  return { seconds, bytes: (await received()) - before };
}

/** A package more, and no change else. */
async function adding(app: App, { file, from, to, lock }: NonNullable<Change['added']>): Promise<Pushed> {
  const path = join(app.folder, file);
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
  if (lock) await run(lock, { cwd: app.folder });
  await app.commit({});
  return pushed(app);
}

async function served(app: App, word: string): Promise<void> {
  while (!(await app.get()).text.includes(word)) await sleep(10);
}

/** What the engine's bridge has passed on to containers: the builds are on it, apps are not. */
async function received(): Promise<number> {
  return Number(await readFile('/sys/class/net/docker0/statistics/tx_bytes', 'utf8'));
}

function line(ours: number[], floors: number[]): string {
  const [rack, floor] = [median(ours), median(floors)];
  const ratio = rack / floor;
  const verdict = ratio <= GOAL ? '' : '  MISSED';
  return `push → served ${seconds(rack)}  docker build + run ${seconds(floor)}  ratio ${ratio.toFixed(2)} (goal ${GOAL})${verdict}`;
}

function downloads(first: Pushed, added: Pushed): string {
  const of = ({ seconds, bytes }: Pushed) => `${seconds.toFixed(1)} s and ${(bytes / 1e6).toFixed(2)} MB`;
  return `first build ${of(first)}, a package added ${of(added)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
