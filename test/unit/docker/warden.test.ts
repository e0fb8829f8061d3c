import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { poll } from '../../../lib/retry.ts';
import { projectRoot } from '../../../lib/root.ts';

const CALLED = '/var/lib/docker/buildkit/executor';
const MARK = 'rack-build-1.internal';
const OURS = `127.0.0.1\tlocalhost\n127.0.0.1\t${MARK}\n`;
const LIMIT = 300 * 1024 ** 2;

t.test('one hierarchy: a step with the mark is limited, others are left alone', async (t) => {
  const there = ['memory.max', 'memory.swap.max', 'cpu.weight'];
  const warden = await setUp(t, { 'groups/cgroup.controllers': 'cpu memory' });
  const begin = async (id: string, hosts: string, text: string) => {
    for (const file of there) await warden.write(`groups/docker/buildkit/${id}/${file}`, '');
    await warden.begin(id, { path: `/docker/buildkit/${id}`, hosts, text });
  };
  await begin('plain', 'hosts', '127.0.0.1\tlocalhost\n');
  await begin('theirs', 'hosts.2', `127.0.0.1\tx-${MARK}\n127.0.0.1\t${MARK}-x\n`);
  await begin('ours', 'hosts.1', OURS);
  warden.tell('1\n');
  const values = (id: string) => Promise.all(there.map((file) => warden.read(`groups/docker/buildkit/${id}/${file}`)));
  await warden.until('groups/docker/buildkit/ours/memory.max', `${LIMIT}\n`);
  await begin('later', 'hosts.3', OURS);
  await warden.until('groups/docker/buildkit/later/memory.max', `${LIMIT}\n`);
  t.same(await values('ours'), [`${LIMIT}\n`, '0\n', '5\n']);
  t.same(await values('theirs'), ['', '', '']);
  t.same(await values('plain'), ['', '', '']);
});

t.test('a hierarchy for each, named by systemd; the group is there later than the step', async (t) => {
  const memory = 'groups/memory/system.slice/docker-ours.scope';
  const warden = await setUp(t, { 'groups/memory/tasks': '' });
  warden.tell('1\n');
  await warden.begin('ours', { path: 'system.slice:docker:ours', hosts: 'hosts.1', text: OURS });
  await warden.write('groups/cpu/system.slice/docker-ours.scope/cpu.shares', '');
  for (const file of ['memory.memsw.limit_in_bytes', 'memory.limit_in_bytes'])
    await warden.write(`${memory}/${file}`, '');
  await warden.until(`${memory}/memory.limit_in_bytes`, `${LIMIT}\n`);
  await warden.until(`${memory}/memory.memsw.limit_in_bytes`, `${LIMIT}\n`);
  t.equal(await warden.read('groups/cpu/system.slice/docker-ours.scope/cpu.shares'), '128\n');
});

t.test('a step without a control group is told of; the end of its input is its own', async (t) => {
  const warden = await setUp(t, { 'groups/memory/tasks': '' });
  await warden.begin('ours', { path: '/elsewhere/ours', hosts: 'hosts.1', text: OURS });
  warden.tell('1\n');
  t.equal(await warden.said(), 'unlimited ours\n');
  t.equal(await warden.end(), 0);
});

t.test('where there are no control groups it says so', async (t) => {
  const { process: warden } = await started(t, { 'groups/x': '' });
  t.equal(await text(warden.stderr), `there are no control groups for memory in ${t.testdirName}/groups\n`);
});

/** A warden with folders of its own in the place of the engine's and the kernel's. */
async function setUp(t: Test, files: Record<string, string>) {
  const { process: warden, write } = await started(t, files);
  const said = async () => String((await once(warden.stdout, 'data'))[0]);
  const read = (path: string) => readFile(join(t.testdirName, path), 'utf8');
  t.equal(await said(), 'watching\n');
  return {
    write,
    read,
    said,
    tell: (line: string) => warden.stdin.write(line),
    /** A step of a build, as BuildKit writes it down. */
    begin: async (id: string, { path, hosts, text }: { path: string; hosts: string; text: string }) => {
      const mounts = [{ destination: '/etc/hosts', source: `${CALLED}/${hosts}` }];
      await write(`steps/${hosts}`, text);
      await write(`steps/${id}/config.json`, JSON.stringify({ mounts, linux: { cgroupsPath: path } }));
    },
    until: (path: string, text: string) => poll(async () => ((await read(path)) === text ? true : undefined)),
    end: async () => {
      warden.stdin.end();
      return (await once(warden, 'exit'))[0];
    },
  };
}

async function started(t: Test, files: Record<string, string>) {
  const folder = t.testdir({ steps: {} });
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  const settings = [CALLED, `${folder}/steps`, `${folder}/groups`, MARK, `${LIMIT}`, '128', '0.002'];
  const process = spawn('perl', [join(projectRoot, 'docker/warden.pl'), ...settings]);
  t.teardown(() => process.kill());
  return { process, write };
}
