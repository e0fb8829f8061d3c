import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import t from 'tap';
import type { Detected } from '../../../../buildpacks/index.ts';
import { debianStack } from '../../../../buildpacks/stacks/debian.ts';
import { Images } from '../../../../docker/images.ts';
import { exposedPorts, healthCheck } from '../../../../docker/inspect.ts';
import { build } from '../../../../server/deploy/build.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import type { BaseImage } from '../../../../server/model/build.ts';
import { LIMITS, sourceOf } from './tree.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const RACK = 't-build';
const docker = new Docker();

t.teardown(async () => {
  const filters = { label: [`io.rack.rack=${RACK}`] };
  for (const image of await docker.listImages({ filters })) await docker.getImage(image.Id).remove({ force: true });
});

t.test('what a step prints, and what .dockerignore keeps out', async (t) => {
  const { lines, image } = await buildTree({
    Dockerfile: `FROM ${BASE}\nCOPY . /x/\nRUN ls -A /x && echo there >&2`,
    '.dockerignore': 'secret*',
    'secret.txt': 'x',
    // Never seen before, so that the engine has no step of it cached.
    'a.txt': randomUUID(),
  });
  t.match(image, /^sha256:/);
  // BuildKit reads the step's two pipes side by side: which of them is first, nobody says.
  t.ok(lines.includes('         there'), 'what it writes to stderr');
  t.match(withoutLine(lines, '         there'), [
    '-----> Building',
    /FROM/,
    /COPY \. \/x\//,
    /RUN ls -A/,
    '         .dockerignore',
    '         Dockerfile',
    '         a.txt',
    /^-----> Build succeeded in \d+\.\ds$/,
  ]);
  const { Config } = await docker.getImage(image).inspect();
  t.match(Config.Labels, { 'io.rack.rack': RACK, 'io.rack.app': 'hello' });
});

t.test('what an image is built on is told by digest, also where all of it is in the cache', async (t) => {
  const { Id: digest } = await docker.getImage(BASE).inspect();
  const Dockerfile = `FROM ${BASE} AS made\nRUN echo ${randomUUID()} > /x\nFROM ${BASE}\nCOPY --from=made /x /\nRUN : ] FROM y`;
  for (const attempt of ['first', 'cached']) {
    const { bases } = await buildTree({ Dockerfile });
    t.same(bases, [{ image: BASE, digest }], attempt);
  }
  t.same((await buildTree({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /' })).bases, []);
});

t.test('a failing build names its step, its exit code and its last words', async (t) => {
  await t.rejects(buildTree({ Dockerfile: `FROM ${BASE}\nRUN echo no compiler; exit 3` }), {
    code: 'build_failed',
    message: '[2/2] RUN echo no compiler; exit 3 failed: exit code 3\nno compiler',
  });
  await t.rejects(buildTree({ Dockerfile: `FROM ${BASE}\nRUNX` }), {
    code: 'bad_dockerfile',
    message: 'Dockerfile line 2: unknown instruction: RUNX.',
  });
});

t.test('what the engine cannot do is named: a base image, a file to copy, memory, room', async (t) => {
  const failure = (line: string) => buildTree({ Dockerfile: `FROM ${BASE}\n${line}` });
  await t.rejects(buildTree({ Dockerfile: 'FROM localhost:1/nothing' }), {
    code: 'base_image_unavailable',
    message: /^The base image localhost:1\/nothing:latest cannot be pulled: its registry cannot be reached\.$/m,
  });
  await t.rejects(failure('COPY nothing /x'), {
    message: '[2/2] COPY nothing /x failed: there is no nothing to copy.',
  });
  await t.rejects(failure(`RUN sh -c 'kill -9 $$' && true`), {
    code: 'out_of_memory',
    message: /failed: a program was killed: out of memory \(exit code 137\)/,
  });
  await t.rejects(failure('RUN dd if=/dev/zero of=/dev/full count=1'), {
    code: 'no_space',
    message: /no space left on the rack’s disk \(exit code 1\): [\d.]+ GB of [\d.]+ GB are free in \//,
  });
});

t.test('a build that would get too much is refused with what is large', async (t) => {
  const files = {
    Dockerfile: `FROM ${BASE}`,
    'a/b/c': 'x'.repeat(700_000),
    'a/d': 'x',
    e: 'x'.repeat(600_000),
    f: 'x',
  };
  const refusal =
    /^The build would get 1\.3 MB, and 1\.0 MB is the most: a\/ 700\.0 kB, e 600\.0 kB, Dockerfile \d+ B\.$/;
  await t.rejects(buildTree(files), { code: 'context_too_large', message: refusal });
  await buildTree({ ...files, '.dockerignore': 'e' });
});

t.test('an image says its ports, the lowest first, and its HEALTHCHECK', async (t) => {
  const says = 'EXPOSE 9000 3000/tcp 53/udp\nHEALTHCHECK --interval=7s --retries=2 CMD test -e /ok';
  const { image } = await buildTree({ Dockerfile: `FROM ${BASE}\n${says}` });
  t.same(await exposedPorts(docker, image), [3000, 9000]);
  t.same(await healthCheck(docker, image), { test: ['CMD-SHELL', 'test -e /ok'], interval: 7, retries: 2 });
});

t.test('Ctrl-C in the middle of a build stops it', async (t) => {
  const gone = new AbortController();
  const say = (line: string) => line.includes('begun') && gone.abort(new Error('gone'));
  const running = buildTree({ Dockerfile: `FROM ${BASE}\nRUN echo begun ${Date.now()}; sleep 60` }, gone.signal, say);
  await t.rejects(running, { message: 'gone' });
});

const withoutLine = (lines: string[], line: string) => lines.filter((each) => each !== line);

async function buildTree(
  files: Record<string, string>,
  signal = new AbortController().signal,
  say: (line: string) => void = () => {},
) {
  const lines: string[] = [];
  const source = sourceOf(files);
  const detected: Detected = { kind: 'dockerfile', path: 'Dockerfile' };
  const stack = debianStack({ baseImage: BASE, folder: '/nowhere', images: new Images(docker) });
  const output = outputTo((line) => {
    lines.push(line);
    say(line);
  });
  const bases: BaseImage[] = [];
  const onBases = (found: readonly BaseImage[]) => void bases.push(...found);
  const image = await build(
    { rack: RACK, docker, stack, buildLimits: LIMITS, cacheName: (app) => app, envWord: () => 'word' },
    { app: 'hello', id: 'B1', source, unit: { spec: {}, detected }, env: {}, output, onBases, signal },
  );
  return { lines, image, bases };
}
