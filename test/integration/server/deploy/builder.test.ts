import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { debianStack } from '../../../../buildpacks/stacks/debian.ts';
import { Images } from '../../../../docker/images.ts';
import { Failure } from '../../../../lib/failure.ts';
import { FairQueue } from '../../../../lib/fair-queue.ts';
import { Builder } from '../../../../server/deploy/builder.ts';
import { outputTo } from '../../../../server/deploy/output.ts';
import type { Unit } from '../../../../server/deploy/unit.ts';
import { BuildLogs } from '../../../../server/logs/build-logs.ts';
import { openSeal } from '../../../../server/store/seal.ts';
import { openStore } from '../../../../server/store/store.ts';
import { textsOf } from '../../../unit/server/logs/build-lines.ts';
import { quiet } from '../../../unit/server/logs/stream.ts';
import { LIMITS, sourceOf } from './tree.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';
const RACK = 't-builder';
const docker = new Docker();

t.teardown(async () => {
  const filters = { label: [`io.rack.rack=${RACK}`] };
  for (const image of await docker.listImages({ filters })) await docker.getImage(image.Id).remove({ force: true });
});

t.test('a build that fails is recorded with its reason, and its log is kept', async (t) => {
  const { start, builds, logOf } = await setUp(t);
  const { ended } = start(`FROM ${BASE}\nRUN echo no compiler; exit 3`);
  await t.rejects(ended, { code: 'build_failed' });
  const [build] = builds.list('shop');
  t.match(build, {
    state: 'failed',
    unit: 'app',
    reason: /exit code 3\nno compiler$/,
    createdBy: 'ann',
    endedAt: String,
  });
  const lines = await logOf(build!.id);
  t.equal(lines[0], '-----> Building');
  t.ok(lines.includes('         no compiler'));
});

t.test('one build at a time: the next waits, and both end when they are cancelled', async (t) => {
  const { start, builds, builder, logOf } = await setUp(t);
  const first = start(waiting());
  await first.says('begun');
  const second = start(waiting(), 'bob');
  await second.says('Waiting for a turn to build (1 ahead)');
  const [two, one] = builds.list('shop');
  t.match([one, two], [{ state: 'running' }, { state: 'waiting' }]);
  const reason = new Failure('build_cancelled', 'ann cancelled it.');
  t.equal(await builder.cancel(two!.id, reason), true);
  await t.rejects(second.ended, reason);
  t.match(builds.find(two!.id), { state: 'cancelled', reason: 'ann cancelled it.' });
  t.equal(await builder.cancel(one!.id, reason), true);
  t.match(builds.find(one!.id), { state: 'cancelled' }, 'it is over when the cancel is');
  await t.rejects(first.ended, reason);
  t.equal(await builder.cancel(one!.id, reason), false, 'there is nothing left to cancel');
  t.ok((await logOf(one!.id)).some((line) => line.includes('begun')));
});

t.test('a build that takes too long is stopped, and has failed', async (t) => {
  const { start, builds } = await setUp(t, { ...LIMITS, time: 1 });
  await t.rejects(start(waiting()).ended, { code: 'build_too_slow', message: /took longer than 1 s, and was stopped/ });
  t.match(builds.list('shop'), [{ state: 'failed', reason: /took longer than 1 s/ }]);
});

t.test('the push that waits is gone: so is its build', async (t) => {
  const { start, builds } = await setUp(t);
  const gone = new AbortController();
  const { ended, says } = start(waiting(), 'ann', gone.signal);
  await says('begun');
  gone.abort();
  await t.rejects(ended, { name: 'AbortError' });
  t.match(builds.list('shop'), [{ state: 'cancelled', reason: 'Nobody waited for it any more.' }]);
});

// Private

/** A Dockerfile that says `begun` and then takes longer than any test. */
const waiting = () => `FROM ${BASE}\nRUN echo begun; : ${randomUUID()}; sleep 600`;

/** A builder that does one build at a time. Nothing of it gets as far as a registry. */
async function setUp(t: Test, buildLimits = LIMITS) {
  const folder = await mkdtemp(join(tmpdir(), 'rack-builder-'));
  const store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
  t.teardown(() => rm(folder, { recursive: true }));
  t.teardown(() => store.close());
  store.apps.create({ name: 'shop', createdBy: 'ann' });
  const buildLogs = new BuildLogs({ folder: join(folder, 'build-logs'), log: quiet });
  const stack = debianStack({ baseImage: BASE, folder: '/nowhere', images: new Images(docker) });
  const registry = { credentials: async () => t.fail('nothing is pushed') as never };
  const own = { rack: RACK, docker, stack, buildLimits, cacheName: (app: string) => app, envWord: () => 'word' };
  const builder = new Builder({
    ...own,
    registry,
    builds: store.builds,
    buildLogs,
    buildQueue: new FairQueue(1),
    announce: () => {},
  });
  const once = { follow: false, signal: new AbortController().signal };
  const logOf = (id: string) => textsOf(buildLogs.read('shop', id, once));
  return { builder, builds: store.builds, logOf, start: starter(builder) };
}

function starter(builder: Builder) {
  return (dockerfile: string, developer = 'ann', signal = new AbortController().signal) => {
    const lines: string[] = [];
    let told = () => {};
    const output = outputTo((line) => {
      lines.push(line);
      told();
    });
    const says = (text: string) =>
      new Promise<void>((resolve) => {
        told = () => lines.some((line) => line.includes(text) && !line.includes('RUN')) && resolve();
        told();
      });
    const source = sourceOf({ Dockerfile: dockerfile });
    const unit: Unit = { spec: {}, source, detected: { kind: 'dockerfile', path: 'Dockerfile' } };
    const manifest = { builds: {}, processes: {}, phases: {}, timers: {}, env: {}, declaredBy: '', notes: [] };
    const detection = { units: { app: unit }, manifest };
    const job = { app: 'shop', developer, detection, buildEnv: {}, repository: Promise.resolve('nowhere/shop') };
    const ended = builder.images({ ...job, output, signal });
    ended.catch(() => {});
    return { ended, says };
  };
}
