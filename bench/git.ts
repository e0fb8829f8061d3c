/**
 * How fast the git doors are: clone and push of large repositories, and 50 small clones at once, over SSH beside OpenSSH and over HTTP
 * beside `git http-backend`, in the same run and in turns; and how much memory the server needs. Prints medians and ratios. Goals: at
 * most 1.0, and 0.2 of OpenSSH for the small clones.
 *
 *   npm run bench:git -- [--mb 100,300] [--rounds 5] [--only ssh|http]
 *
 * Needs OpenSSH's sshd and Apache (Debian: openssh-server, apache2). All data lies in memory (/dev/shm) where there is one.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cipherOf, clone, push, timed } from './git/client.ts';
import { FloorRepositories } from './git/floor-repositories.ts';
import { httpBackend } from './git/http-backend.ts';
import { openssh } from './git/openssh.ts';
import { RackServer } from './git/ours.ts';
import { makeRepository, type Shape } from './git/repository.ts';
import type { GitServer } from './git/server.ts';
import { median } from './median.ts';

const { values: asked } = parseArgs({
  options: {
    mb: { type: 'string', default: '100,300' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});

const SHAPES: readonly Shape[] = ['blobs', 'files'];
const PARALLEL = 50;

const cleanUps: (() => unknown)[] = [];
const t = { teardown: (clean: () => unknown) => void cleanUps.unshift(clean) };

if (existsSync('/dev/shm') && !process.env.TMPDIR) process.env.TMPDIR = '/dev/shm';
const folder = await mkdtemp(join(tmpdir(), 'rack-bench-git-'));
// Apache does not serve as root, and has to come through.
await chmod(folder, 0o755);
t.teardown(() => rm(folder, { recursive: true, force: true }));
try {
  await measure();
} finally {
  for (const clean of cleanUps) await clean();
}

// Private

/** One of our doors and what it is measured against. */
interface Pair {
  door: string;
  ours: GitServer;
  floor: GitServer;
  /** The most that the small clones may take of the floor's time. */
  parallelGoal: number;
}

async function measure(): Promise<void> {
  const rack = await RackServer.start(t);
  const pairs = await pairsOf(rack);
  for (const { floor, ours } of pairs) console.log(`${ours.name} beside ${floor.name}: ${await cipherOf(ours, floor)}`);
  console.log(
    `${'median (ours / floor)'.padEnd(34)} ${['ours', 'floor', 'ratio', 'peak'].map((each) => each.padStart(9)).join('')}`,
  );
  for (const pair of pairs) await measureParallel(pair, rack);
  for (const mb of asked.mb.split(',').map(Number))
    for (const shape of SHAPES) {
      const source = join(folder, `source-${shape}-${mb}`);
      await makeRepository(source, shape, mb * 1_000_000);
      for (const pair of pairs) await measureTransfers(pair, rack, source, `${mb} MB, ${shape}`);
      await rm(source, { recursive: true });
    }
}

async function pairsOf(rack: RackServer): Promise<Pair[]> {
  const [sshFolder, httpFolder] = [join(folder, 'openssh'), join(folder, 'http-backend')];
  const pairs: Pair[] = [];
  if (asked.only !== 'http') {
    const floor = await openssh(t, await FloorRepositories.open(sshFolder));
    pairs.push({ door: 'ssh', ours: rack.ssh, floor, parallelGoal: 0.2 });
  }
  if (asked.only !== 'ssh') {
    const floor = await httpBackend(t, await FloorRepositories.open(httpFolder));
    pairs.push({ door: 'http', ours: rack.http, floor, parallelGoal: 1 });
  }
  return pairs;
}

/** A push to a new repository and a clone of it, in turns with the floor. */
async function measureTransfers(pair: Pair, rack: RackServer, source: string, what: string): Promise<void> {
  const times: Record<string, [number[], number[]]> = { push: [[], []], clone: [[], []] };
  const peaks: Record<string, number> = { push: 0, clone: 0 };
  for (let round = 0; round < Number(asked.rounds); round++)
    for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const server = side === 0 ? pair.ours : pair.floor;
      const name = `round-${round}`;
      await server.make(name);
      for (const [operation, work] of [
        ['push', () => push(server, source, name)],
        ['clone', () => clone(server, name, join(folder, 'clone'))],
      ] as const) {
        await rack.forgetPeak();
        times[operation]?.[side]?.push(await timed(work));
        if (side === 0) peaks[operation] = Math.max(peaks[operation] as number, (await rack.memory()).peak);
        await rm(join(folder, 'clone'), { recursive: true, force: true });
      }
      await server.remove(name);
    }
  for (const [operation, [ours, floors]] of Object.entries(times))
    report(`${pair.door} ${operation} ${what}`, ours, floors, 1, peaks[operation] as number);
}

async function measureParallel(pair: Pair, rack: RackServer): Promise<void> {
  const source = join(folder, 'source-small');
  await makeRepository(source, 'files', 200_000);
  const times: [number[], number[]] = [[], []];
  await rack.forgetPeak();
  for (const server of [pair.ours, pair.floor]) {
    await server.make('small');
    await push(server, source, 'small');
  }
  for (let round = 0; round < Number(asked.rounds); round++)
    for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const server = side === 0 ? pair.ours : pair.floor;
      const names = Array.from({ length: PARALLEL }, (_, at) => `clone-${at}`);
      times[side]?.push(
        await timed(() => Promise.all(names.map((name) => clone(server, 'small', join(folder, name))))),
      );
      for (const name of names) await rm(join(folder, name), { recursive: true });
    }
  for (const server of [pair.ours, pair.floor]) await server.remove('small');
  await rm(source, { recursive: true });
  report(
    `${pair.door} ${PARALLEL} small clones at once`,
    times[0],
    times[1],
    pair.parallelGoal,
    (await rack.memory()).peak,
  );
}

function report(what: string, ours: number[], floors: number[], goal: number, peak: number): void {
  const [mine, floor] = [median(ours), median(floors)];
  const least = Math.min(...ours) / Math.min(...floors);
  const figures = [seconds(mine), seconds(floor), (mine / floor).toFixed(2), `${peak.toFixed(0)} MiB`];
  const verdict = mine / floor <= goal ? '' : `  above the goal of ${goal.toFixed(1)}`;
  console.log(
    `${what.padEnd(34)} ${figures.map((each) => each.padStart(9)).join('')}  (least ${least.toFixed(2)})${verdict}`,
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
