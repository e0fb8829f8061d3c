import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { openEngine } from '../../../../local/docker/engine.ts';
import { ImageCleanup } from '../../../../local/ecs/image-cleanup.ts';
import { openStore } from '../../../../local/ecs/store.ts';
import { openDatabase } from '../../../../local/store/database.ts';

const RACK = 't-image-cleanup';
const HOUR = 3600 * 1000;
const docker = new Docker();

t.test('an image that was unused for an hour goes, and others stay', async (t) => {
  for (const name of ['old', 'used', 'foreign']) await makeImage(t, name);
  await docker.getImage(`${RACK}/foreign:1`).tag({ repo: 't-somebodys', tag: '1' });
  t.teardown(() => docker.getImage('t-somebodys:1').remove({ force: true }));
  const container = await docker.createContainer({ Image: `${RACK}/used:1`, Cmd: ['/none'] });
  t.teardown(() => container.remove());
  const store = openStore(openDatabase(':memory:'));
  const log = { info: () => {}, error: () => {} };
  const config = { rack: RACK, registryPort: 1 };
  const cleanup = new ImageCleanup({ config, engine: openEngine(), store, log, signal: AbortSignal.timeout(60_000) });
  const now = Date.now();
  t.equal(await cleanup.run(now), 0, 'it is only noted at first');
  t.equal(await cleanup.run(now + HOUR), 1);
  const left = await docker.listImages({ filters: { label: [`io.rack.rack=${RACK}`] } });
  t.same(left.flatMap(({ RepoTags }) => RepoTags).sort(), [
    't-image-cleanup/foreign:1',
    't-image-cleanup/used:1',
    't-somebodys:1',
  ]);
});

// Private

async function makeImage(t: { teardown(clean: () => unknown): void }, name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  writeFileSync(join(folder, 'Dockerfile'), `FROM scratch\nCOPY text /\nCMD ["/none"]\nLABEL io.rack.rack=${RACK}\n`);
  writeFileSync(join(folder, 'text'), name);
  await run(['docker', 'build', '-q', '-t', `${RACK}/${name}:1`, folder], { env: { DOCKER_BUILDKIT: '0' } });
  rmSync(folder, { recursive: true });
  t.teardown(() => run(['docker', 'rmi', '-f', `${RACK}/${name}:1`]).catch(() => {}));
}
