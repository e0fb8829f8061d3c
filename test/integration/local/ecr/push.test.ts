import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import type { Config } from '../../../../local/config.ts';
import { createEcr } from '../../../../local/ecr/service.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';

const RACK = 't-ecr-push';
const PORT = 18_911;
const REPOSITORY = 'rack/app';
const docker = new Docker();
/** Longer than a push is silent. */
const PACE = { every: 300, quiet: 4000 };

function open(home: string) {
  const database = openDatabase(join(home, 'local.db'));
  const [region, account, baseImage] = ['us-east-1', '000000000000', 'rack/debian:bookworm'];
  const config = { rack: RACK, home, registryPort: PORT, region, account, baseImage } as Config;
  const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause) };
  const service = createEcr({ database, config, log, callAws: async () => ({}), pace: PACE });
  // biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
  const call = async (operation: string, input: Input = {}): Promise<any> => service.operations[operation]?.(input);
  return { service, call, database };
}

/** How many blobs the registry keeps. */
function blobsIn(home: string): number {
  const folder = join(home, 'ecr', 'data', 'docker', 'registry', 'v2', 'blobs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('/data')).length;
}

async function sweep() {
  const found = await docker.listContainers({ all: true, filters: { label: [`io.rack.rack=${RACK}`] } });
  await Promise.all(found.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
}

/** An image of one small layer, by a name in our registry. */
async function makeImage(name: string, text: string) {
  const dockerfile = `FROM scratch\nCOPY text /text\nCMD ["/text"]\n`;
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  await run([
    'sh',
    '-c',
    'printf %s "$2" > "$1/Dockerfile"; printf %s "$3" > "$1/text"',
    'sh',
    folder,
    dockerfile,
    text,
  ]);
  await run(['docker', 'build', '-q', '-t', name, folder], { env: { DOCKER_BUILDKIT: '0' } });
  rmSync(folder, { recursive: true });
}

async function finish(stream: NodeJS.ReadableStream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error, steps: { error?: string }[]) => {
      const reason = error?.message ?? steps.find((step) => step.error)?.error;
      return reason === undefined ? resolve() : reject(new Error(reason));
    });
  });
}

t.test('a Docker engine pushes to a repository that was created, and pulls from it', async (t) => {
  await sweep();
  const home = mkdtempSync(join(tmpdir(), 'ecr-'));
  const { service, call, database } = open(home);
  const name = `127.0.0.1:${PORT}/${REPOSITORY}`;
  t.teardown(async () => {
    await service.stop();
    database.close();
    await sweep();
    await docker
      .getImage(`${name}:one`)
      .remove()
      .catch(() => {});
    rmSync(home, { recursive: true, force: true });
  });
  await service.start();
  const { repository } = await call('CreateRepository', { repositoryName: REPOSITORY });
  t.equal(repository.repositoryUri, name);
  const { authorizationData } = await call('GetAuthorizationToken');
  const [username, password] = Buffer.from(authorizationData[0].authorizationToken, 'base64').toString().split(':');
  const authconfig = { username, password, serveraddress: authorizationData[0].proxyEndpoint };
  const push = async (image: string, auth: object = authconfig) =>
    finish(await docker.getImage(image).push({ authconfig: auth }));

  await makeImage(`${name}:one`, 'first');
  await push(`${name}:one`);
  const { imageDetails } = await call('DescribeImages', { repositoryName: REPOSITORY });
  t.match(imageDetails, [{ imageTags: ['one'], imageDigest: /^sha256:/, imageSizeInBytes: Number }]);

  await t.test('by tag and by digest', async (t) => {
    await docker.getImage(`${name}:one`).remove();
    await finish(await docker.pull(`${name}@${imageDetails[0].imageDigest}`, { authconfig }));
    await docker.getImage(`${name}@${imageDetails[0].imageDigest}`).remove();
    await finish(await docker.pull(`${name}:one`, { authconfig }));
    t.ok((await docker.getImage(`${name}:one`).inspect()).Id);
  });

  await t.test('a wrong password is refused', async (t) => {
    await t.rejects(
      push(`${name}:one`, { ...authconfig, password: 'wrong' }),
      /unauthorized|authentication|basic auth/,
    );
  });

  await t.test('a repository that was not created is refused', async (t) => {
    const other = `127.0.0.1:${PORT}/rack/unknown`;
    await docker.getImage(`${name}:one`).tag({ repo: other, tag: 'one' });
    t.teardown(() => docker.getImage(`${other}:one`).remove());
    await t.rejects(push(`${other}:one`), /does not exist in the registry/);
  });

  await t.test('an image is answered, deleted, and gone for those who pull', async (t) => {
    const { images } = await call('BatchGetImage', { repositoryName: REPOSITORY, imageIds: [{ imageTag: 'one' }] });
    t.match(JSON.parse(images[0].imageManifest), { schemaVersion: 2 });
    await t.rejects(call('DeleteRepository', { repositoryName: REPOSITORY }), { code: 'RepositoryNotEmptyException' });
    await call('BatchDeleteImage', { repositoryName: REPOSITORY, imageIds: [{ imageTag: 'one' }] });
    await t.rejects(docker.pull(`${name}:one`, { authconfig }).then(finish), /not found|manifest unknown/);
    await push(`${name}:one`);
    t.equal((await call('ListImages', { repositoryName: REPOSITORY })).imageIds.length, 1);
  });

  await t.test('the registry comes back when its container is gone', async (t) => {
    await sweep();
    await makeImage(`${name}:one`, 'second');
    await t.resolves(push(`${name}:one`).catch(() => push(`${name}:one`)));
  });

  await t.test('what a lifecycle policy expires is gone, from the disk too', async (t) => {
    const { imageIds } = await call('ListImages', { repositoryName: REPOSITORY });
    const before = blobsIn(home);
    const selection = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 };
    const rules = [{ rulePriority: 1, selection, action: { type: 'expire' } }];
    await call('PutLifecyclePolicy', { repositoryName: REPOSITORY, lifecyclePolicyText: JSON.stringify({ rules }) });
    await poll(async () => (blobsIn(home) < before ? true : undefined));
    const after = await call('ListImages', { repositoryName: REPOSITORY });
    t.same([imageIds.length, after.imageIds.length, after.imageIds[0].imageTag], [2, 1, 'one']);
    await docker.getImage(`${name}:one`).remove();
    await t.resolves(docker.pull(`${name}:one`, { authconfig }).then(finish), 'the newest is whole');
  });

  await t.test('a repository is deleted with its images by force', async (t) => {
    await call('DeleteRepository', { repositoryName: REPOSITORY, force: true });
    await t.rejects(docker.pull(`${name}:one`, { authconfig }).then(finish), /does not exist|not found/);
  });
});
