import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { FOLDER, USER_ID } from '../../../../buildpacks/dockerfile.ts';
import type { Detected } from '../../../../buildpacks/index.ts';
import type { Plan } from '../../../../buildpacks/plan.ts';
import type { Stack } from '../../../../buildpacks/stacks/stack.ts';
import { runBytes } from '../../../../lib/run.ts';
import { build } from '../../../../server/deploy/build.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import { LIMITS, sourceOf } from './tree.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const RACK = 't-build-env';
const docker = new Docker();

/** All that a shell, a protocol or a file could stumble over; its last part is found nowhere else. */
const trying = () => `it's "$HOME" \`id\` \\ \t%00 €\n\nlast=${randomUUID()} `;

const dockerfile: Detected = { kind: 'dockerfile', path: 'Dockerfile' };

t.teardown(async () => {
  const filters = { label: [`io.rack.rack=${RACK}`] };
  for (const image of await docker.listImages({ filters })) await docker.getImage(image.Id).remove({ force: true });
});

t.test('a buildpack’s lines see the variables, and the image has no trace of them', async (t) => {
  const env = { TOKEN: trying(), OTHER: 'two' };
  const check = `[ "$(printf %s "$TOKEN" | base64 -w0)" = ${base64(env.TOKEN)} ] && [ "$OTHER" = two ] && touch seen`;
  const { image, lines } = await buildOf({ kind: 'plan', plan: planOf(check) }, { 'a.txt': 'a' }, env);
  t.match(lines.join('\n'), /RUN \[ "\$\(printf/, 'the line is shown as the buildpack wrote it');
  await noTrace(t, image, env.TOKEN);
});

t.test('what was built with other values is built anew, with the same ones it is not', async (t) => {
  const made = async (TOKEN: string) => {
    const { lines } = await buildOf({ kind: 'plan', plan: planOf('echo $TOKEN | wc -c') }, { 'a.txt': 'a' }, { TOKEN });
    return lines.some((line) => /RUN .*wc -c \(cached\)/.test(line)) ? 'cached' : 'built';
  };
  const [one, two] = [trying(), trying()];
  t.same([await made(one), await made(one), await made(two)], ['built', 'cached', 'built']);
});

t.test('a Dockerfile reads them as secrets', async (t) => {
  const env = { TOKEN: trying() };
  const Dockerfile = [
    `FROM ${BASE}`,
    'COPY . .',
    `RUN --mount=type=secret,id=TOKEN [ "$(base64 -w0 /run/secrets/TOKEN)" = ${base64(env.TOKEN)} ]`,
    'RUN --mount=type=secret,id=MISSING ! test -e /run/secrets/MISSING',
  ].join('\n');
  const { image, lines } = await buildOf(dockerfile, { Dockerfile }, env);
  t.notMatch(lines.join('\n'), /^ ! /m, 'without a warning');
  await noTrace(t, image, env.TOKEN);
});

t.test('an ARG gets its variable too, with a warning: it can be read in the image', async (t) => {
  const env = { TOKEN: 'in-the-open', OTHER: 'hidden' };
  const Dockerfile = `FROM ${BASE}\nARG A TOKEN=none\nRUN [ "$TOKEN" = in-the-open ] && [ "$OTHER" = "" ]`;
  const { lines } = await buildOf(dockerfile, { Dockerfile }, env);
  t.match(lines.join('\n'), / ! +TOKEN is an ARG of the Dockerfile: who has the image can read its value/);
  t.notMatch(lines.join('\n'), /(OTHER|A) is an ARG/);
});

t.test('a secret that nobody gives is named', async (t) => {
  const Dockerfile = `FROM ${BASE}\nRUN --mount=type=secret,id=MISSING,required=true true`;
  await t.rejects(buildOf(dockerfile, { Dockerfile }, {}), { code: 'secret_not_found', message: /MISSING/ });
});

// Private

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** A plan of one line, so that the test needs no language. */
function planOf(line: string): Plan {
  const none = {
    runtimes: [],
    packages: { build: [], run: [] },
    kept: [],
    dropped: [],
    env: {},
    path: [],
    ignored: [],
  };
  const words = { language: 'static' as const, title: 'Test', because: 'a.txt', processes: {}, notes: [] };
  return { ...none, ...words, steps: [{ needs: 'everything', run: [line], caches: [] }], result: 'build' };
}

async function buildOf(detected: Detected, files: Record<string, string>, env: Record<string, string>) {
  const lines: string[] = [];
  const output = outputTo((line) => lines.push(line));
  const base = {
    image: BASE,
    lines: [`RUN useradd -m -u ${USER_ID} app && install -d -o ${USER_ID} -g ${USER_ID} ${FOLDER}`],
  };
  const stack = { bases: async () => ({ build: base, run: base }) } as unknown as Stack;
  const word = Buffer.from(JSON.stringify(env)).toString('hex').slice(-40, -8);
  const deps = { rack: RACK, docker, stack, buildLimits: LIMITS, cacheName: (app: string) => app, envWord: () => word };
  const { signal } = new AbortController();
  const job = {
    app: 'app',
    id: 'B1',
    source: sourceOf(files),
    unit: { spec: {}, detected },
    env,
    output,
    onBases: () => {},
    signal,
  };
  return { image: await build(deps, job), lines };
}

/** Neither in the image's history and settings, nor in a byte of its layers. */
async function noTrace(t: Test, image: string, value: string): Promise<void> {
  const part = value.trim().split('=').at(-1)!;
  const told = [await docker.getImage(image).history(), await docker.getImage(image).inspect()];
  t.notOk(JSON.stringify(told).includes(part), 'docker history and docker inspect');
  const { stdout } = await runBytes(['docker', 'save', image]);
  t.notOk(stdout.includes(part), 'the layers');
}
