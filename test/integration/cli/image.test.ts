import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { ensureBaseImage, stackOf } from '../../../cli/base-image.ts';
import { RackImage } from '../../../cli/image/build.ts';
import { contextFiles } from '../../../cli/image/context.ts';
import { dockerignore } from '../../../docker/dockerignore.ts';
import { poll } from '../../../lib/retry.ts';
import { projectRoot } from '../../../lib/root.ts';

const RACK = 'test-image';
const LABELS = { 'io.rack.rack': RACK };
const SOCKET = '/var/run/docker.sock';
const ENGINE = `${SOCKET}:${SOCKET}`;
const HEALTH = ['node', 'dist/image/main.js', 'health'];

/** Megabytes that the image may have: twice of them are Debian and Node.js. */
const MOST_MEGABYTES = 400;

/** Nobody answers at the endpoint: both programs begin all the same and try again until somebody does. */
const AWS = [
  'AWS_REGION=us-east-1',
  'AWS_ENDPOINT_URL=http://127.0.0.1:9',
  'AWS_ACCESS_KEY_ID=a',
  'AWS_SECRET_ACCESS_KEY=s',
];
const BOTH = [...AWS, `RACK=${RACK}`, 'RACK_CLUSTER=c', 'RACK_LOG_STREAM=s'];
const SERVER = [...BOTH, 'RACK_SSH_PORT=2222', 'RACK_HTTP_PORT=5443', 'RACK_DOMAIN=localhost', 'RACK_LISTENER=l'];
const AGENT = [...BOTH, 'RACK_AGENT_HOME=/var/lib/rack-agent', 'RACK_AGENT_HTTP_PORT=5444'];

const docker = new Docker();
const stack = stackOf(await ensureBaseImage(docker, t.comment));
const root = t.testdir();
/** Written by the test that builds it. */
let image = '';

await sweep();
t.teardown(sweep);

t.test('the image is built, and small', async (t) => {
  // A project of our own, so that the tag of an image that somebody uses stays where it is.
  for (const { path, content, executable } of contextFiles(projectRoot)) write(path, content, executable);
  write('dist/lib/test-image.js', '// first\n');
  image = await build(t);
  const { Size, Config } = await docker.getImage(image).inspect();
  const history: { Size: number; CreatedBy: string }[] = await docker.getImage(image).history();
  for (const { Size, CreatedBy } of history)
    if (Size > 1e6) t.comment(`${megabytes(Size)} MB: ${CreatedBy.slice(0, 90)}`);
  t.ok(Size < MOST_MEGABYTES * 1e6, `${megabytes(Size)} MB are less than ${MOST_MEGABYTES}`);
  t.match(Config.Labels, LABELS);
});

t.test('a change of one source file makes a new tag and a new last layer, and nothing else', async (t) => {
  const before = new RackImage(root).tag(stack);
  t.equal(before, new RackImage(root).tag(stack), 'what did not change has the tag it had');
  write('dist/lib/test-image.js', '// second\n');
  t.not(new RackImage(root).tag(stack), before);
  const [old, fresh] = [await layers(image), await layers(await build(t))];
  t.strictSame(fresh.slice(0, -1), old.slice(0, -1));
  t.not(fresh.at(-1), old.at(-1));
});

t.test('.dockerignore lets in what the image is made of, and nothing else', (t) => {
  const isOut = dockerignore(readFileSync(join(projectRoot, '.dockerignore'), 'utf8'));
  const paths = contextFiles(projectRoot).map(({ path }) => path);
  t.strictSame(paths.filter(isOut), []);
  const rooms = new Set(
    paths.map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('dist/') ? 2 : 1)
        .join('/'),
    ),
  );
  const others = [...readdirSync(projectRoot), ...readdirSync(join(projectRoot, 'dist')).map((name) => `dist/${name}`)];
  t.strictSame(
    others.filter((path) => !rooms.has(path) && path !== 'dist' && !isOut(path)),
    [],
  );
  t.end();
});

t.test('nothing is in it that does not run', async (t) => {
  const container = await start(t, { Entrypoint: ['sleep', '600'] });
  const { output } = await exec(container, ['sh', '-c', 'ls -1 dist; echo; ls -1 node_modules; echo; npm --version']);
  const [rooms, packages, npm] = output.split('\n\n').map((lines) => lines.trim().split('\n'));
  t.strictSame(rooms, ['agent', 'buildpacks', 'docker', 'image', 'lib', 'server', 'wire']);
  t.ok(packages?.includes('better-sqlite3') && packages.includes('ssh2'));
  t.strictSame(
    packages?.filter((name) => ['typescript', 'tap', 'tsx', '@biomejs', '@tapjs'].includes(name)),
    [],
  );
  t.match(npm?.[0], /^\d+\./, 'npm, with which the debian stack fetches Node.js');
  const compilers = await exec(container, ['sh', '-c', 'command -v g++ make python3']);
  t.equal(compilers.output, '');
});

t.test('what a program lacks it says in a sentence', async (t) => {
  const all = ['server', 'agent', 'nonsense'].map((name) => run(t, { Cmd: [name] }));
  const [server, agent, nonsense] = await Promise.all(all);
  t.match(server, { code: 1, output: /The environment variable RACK is not set\./ });
  t.match(agent, { code: 1, output: /The environment variable RACK is not set\./ });
  t.match(nonsense, {
    code: 1,
    output: /"nonsense" is no program of this image\. Use one of: server, agent, health\./,
  });
});

t.test('the server gives root away, keeps the group of the engine, and ends at SIGTERM', async (t) => {
  // A folder that the image does not have, so that the fresh volume there is root's.
  const HostConfig = { Mounts: [volume('server', '/state')], Binds: [ENGINE] };
  const options = { Cmd: ['server'], Env: [...SERVER, 'RACK_DATA=/state'], HostConfig };
  const container = await start(t, options);
  await healthy(container);
  const Groups = `${statSync(SOCKET).gid}`;
  t.match(await processOne(container), { Uid: '1000', Gid: '1000', Groups, CapEff: /^0+$/ });
  t.match(await exec(container, ['stat', '-c', '%u:%g', '/state', '/state/rack.db']), { output: /^(1000:1000\n){2}$/ });
  t.equal(await stop(container), 0);

  await t.test('it also starts as somebody else than root', async (t) => {
    const container = await start(t, { ...options, User: '1000:1000' });
    await healthy(container);
    t.match(await processOne(container), { Uid: '1000', CapEff: /^0+$/ });
  });
});

t.test('the agent needs one capability, and no file system to write to but its own', async (t) => {
  const logs = join((await docker.info()).DockerRootDir, 'containers');
  const HostConfig = {
    ...{ CapDrop: ['ALL'], CapAdd: ['DAC_READ_SEARCH'], ReadonlyRootfs: true },
    Mounts: [volume('agent', '/var/lib/rack-agent')],
    Binds: [ENGINE, `${logs}:${logs}:ro`],
  };
  const container = await start(t, { Cmd: ['agent'], Env: AGENT, HostConfig });
  await healthy(container);
  t.match(await processOne(container), { Uid: '0', CapEff: '0000000000000004' });
  const log = join(logs, container.id, `${container.id}-json.log`);
  t.match(await exec(container, ['head', '-c', '1', log]), { code: 0, output: '{' }, 'a log file can be read');
  t.equal(await stop(container), 0);
});

t.test('an agent that the engine does not answer is not well', async (t) => {
  const container = await start(t, { Cmd: ['agent'], Env: AGENT });
  await says(container, 'the Docker engine is away');
  t.equal((await exec(container, HEALTH)).code, 1);
});

t.test('health fails when nobody answers, somebody is not well, or the answer takes too long', async (t) => {
  const program = `const { createServer } = require('node:http');
    createServer((request, response) => response.writeHead(503).end('not yet')).listen(5443);
    createServer(() => {}).listen(5444, () => console.log('listening'))`;
  const container = await start(t, { Entrypoint: ['node', '-e', program] });
  await poll(async () => ((await output(container)).includes('listening') ? true : undefined), within(15));
  const asked = ['5443', '5444', '5445'].map((port) => exec(container, HEALTH, [`RACK_HTTP_PORT=${port}`]));
  const [unwell, silent, nobody] = await Promise.all(asked);
  t.match(unwell, { code: 1, output: /answers 503: not yet/ });
  t.match(silent, { code: 1 });
  t.match(nobody, { code: 1 });
});

function write(path: string, content: Buffer | string, executable = false): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  chmodSync(join(root, path), executable ? 0o755 : 0o644);
}

/** Builds the project in `root`; a warm build takes a second, a cold one has a minute of compiling before it. */
async function build(t: Test): Promise<string> {
  const began = Date.now();
  const { signal } = new AbortController();
  const id = await new RackImage(root).build({ engine: docker, stack, labels: LABELS, say: () => {}, signal });
  t.comment(`built in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return id;
}

async function layers(id: string): Promise<string[]> {
  return (await docker.getImage(id).inspect()).RootFS.Layers ?? [];
}

async function start(t: Test, options: Docker.ContainerCreateOptions): Promise<Docker.Container> {
  const container = await docker.createContainer({ Image: image, Labels: LABELS, ...options });
  t.teardown(() => container.remove({ force: true, v: true }));
  await container.start();
  return container;
}

/** Runs a program of the image to its end. */
async function run(t: Test, options: Docker.ContainerCreateOptions): Promise<{ code: number; output: string }> {
  const container = await start(t, options);
  const { StatusCode } = await container.wait();
  return { code: StatusCode, output: await output(container) };
}

/** Runs a command in a container, with a terminal: what it prints comes unframed, and line ends are made plain again. */
async function exec(container: Docker.Container, Cmd: string[], Env: string[] = []) {
  const running = await container.exec({ Cmd, Env, Tty: true, AttachStdout: true, AttachStderr: true });
  const parts: Buffer[] = [];
  for await (const part of await running.start({ Tty: true })) parts.push(part as Buffer);
  const { ExitCode } = await running.inspect();
  return { code: ExitCode, output: Buffer.concat(parts).toString().replaceAll('\r\n', '\n') };
}

async function output(container: Docker.Container): Promise<string> {
  return (await container.logs({ stdout: true, stderr: true })).toString();
}

/** Resolves when the container has printed this. */
async function says(container: Docker.Container, text: string): Promise<void> {
  await poll(async () => (await output(container)).includes(text) || undefined, within(15));
}

/** Resolves when the health program is content; rejects with what the container said when it has ended. */
async function healthy(container: Docker.Container): Promise<void> {
  const look = async () => {
    const { State } = await container.inspect();
    if (!State.Running) throw new Error(`it ended with ${State.ExitCode}: ${await output(container)}`);
    return (await exec(container, HEALTH)).code === 0 ? true : undefined;
  };
  await poll(look, within(20));
}

/** What the kernel says of a container's first process. */
async function processOne(container: Docker.Container): Promise<Record<string, string>> {
  const { output } = await exec(container, ['cat', '/proc/1/status']);
  const lines = output.split('\n').map((line) => line.split(/:?\s+/));
  return Object.fromEntries(lines.map(([name, value]) => [name ?? '', value ?? '']));
}

/** Stops with SIGTERM and answers the exit code, which is 137 for who does not hear it. */
async function stop(container: Docker.Container): Promise<number> {
  await container.stop({ t: 10 });
  return (await container.inspect()).State.ExitCode;
}

function volume(name: string, Target: string): Docker.MountSettings {
  const VolumeOptions = { NoCopy: false, Labels: LABELS, DriverConfig: { Name: 'local', Options: {} } };
  return { Type: 'volume', Source: `${RACK}-${name}`, Target, VolumeOptions };
}

function within(seconds: number) {
  return { signal: AbortSignal.timeout(seconds * 1000) };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

async function sweep(): Promise<void> {
  const filters = { label: [`io.rack.rack=${RACK}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true, v: true });
  for (const { Name } of (await docker.listVolumes({ filters })).Volumes) await docker.getVolume(Name).remove();
  for (const { Id } of await docker.listImages({ filters })) await docker.getImage(Id).remove({ force: true });
}
