import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { extname, join } from 'node:path';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { type BuildJob, buildImage, contextOf } from '../../../docker/build.ts';
import { TAR_END, tarEntry } from '../../../docker/tar.ts';
import { Warden } from '../../../docker/warden.ts';
import { poll } from '../../../lib/retry.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const RACK = `t-warden-${randomUUID().slice(0, 8)}`;
const filters = { label: [`io.rack.rack=${RACK}`] };
const docker = new Docker();

/** Takes 300 MiB, and keeps them so many seconds; a step that the engine has not seen before. */
const eats = (seconds: number) =>
  `RUN : ${randomUUID()}; perl -e '$| = 1; my $all = "x" x (300 << 20); print "full\\n"; sleep ${seconds}; print "done\\n"'`;

t.teardown(async () => {
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true });
  for (const { Id } of await docker.listImages({ filters })) await docker.getImage(Id).remove({ force: true });
});

t.test('a step that takes too much is killed, and its failure names the limit; builds of others go on', async (t) => {
  const warden = await watching(t);
  const [ours, theirs] = await Promise.allSettled([built([eats(2)], { warden }), built([eats(2)])]);
  t.match(ours, {
    status: 'rejected',
    reason: {
      code: 'out_of_memory',
      message: /failed: a program was killed: out of memory \(limit 128 MiB\) \(exit code 137\)/,
    },
  });
  t.match(theirs, { status: 'fulfilled', value: { lines: [/FROM/, /RUN/, '  full', '  done'] } });
});

t.test('what a step took before anybody watched is counted, too', async (t) => {
  const warden = wardenFor(t);
  const marked = { mark: warden.mark, memory: 128, over: <T>(build: () => Promise<T>) => build() };
  const lines = new EventEmitter();
  const full = once(lines, '  full');
  const say = (line: string) => lines.emit(line);
  const building = built([eats(30)], { warden: marked, say });
  await t.rejects(Promise.all([building, full.then(() => warden.over(() => building))]), { code: 'out_of_memory' });
});

t.test('what was built once is not built again, and the mark is in no layer', async (t) => {
  const warden = await watching(t);
  const steps = [`RUN echo ${randomUUID()} > /made`, 'RUN cat /made'];
  await built(steps, { warden });
  const { lines, image } = await built(steps, { warden });
  t.match(lines, [/FROM/, /RUN echo .* \(cached\)$/, /RUN cat .* \(cached\)$/]);
  const history = JSON.stringify(await docker.getImage(image).history());
  t.notMatch(history, warden.mark);
});

t.test('its container goes with it, and with its process', async (t) => {
  const warden = await watching(t);
  t.ok(await wardens(1));
  warden.close();
  t.ok(await wardens(0));
  const program = fork(join(import.meta.dirname, `warden-program${extname(import.meta.filename)}`), [RACK, BASE]);
  t.teardown(() => program.kill('SIGKILL'));
  t.ok(await wardens(1));
  program.kill('SIGKILL');
  await once(program, 'exit');
  t.ok(await wardens(0));
});

/** Waits until so many run. */
const wardens = (count: number) =>
  poll(async () => ((await docker.listContainers({ all: true, filters })).length === count ? true : undefined));

/** A warden that has begun to watch. */
async function watching(t: Test): Promise<Warden> {
  const warden = wardenFor(t);
  await warden.over(() => poll(async () => warden.memory));
  return warden;
}

function wardenFor(t: Test): Warden {
  const log = { error: (message: string) => t.fail(message) };
  const mark = `rack-build-${RACK}.internal`;
  const labels = { 'io.rack.rack': RACK };
  const warden = new Warden({ docker, image: BASE, labels, mark, memory: 128, log });
  t.teardown(() => warden.close());
  return warden;
}

/** Builds an image of the base and these lines. */
async function built(dockerfile: readonly string[], { warden, say }: Partial<Pick<BuildJob, 'warden' | 'say'>> = {}) {
  const lines: string[] = [];
  const text = [`FROM ${BASE}`, ...dockerfile].join('\n');
  const image = await buildImage(docker, {
    context: contextOf([tarEntry('Dockerfile', text), TAR_END]),
    tag: `${RACK}/x`,
    labels: { 'io.rack.rack': RACK },
    warden,
    say: (line) => {
      lines.push(line);
      say?.(line);
    },
    signal: new AbortController().signal,
  });
  return { lines, image };
}
