import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { ControlGroups } from '../../../../agent/stats/control-groups.ts';
import { networkOf } from '../../../../agent/stats/kernel-files.ts';
import { KernelMeter } from '../../../../agent/stats/kernel-meter.ts';

const ID = 'ab'.repeat(32);

const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    5000      10    0    0    0     0          0         0     5000      10    0    0    0     0       0          0
  eth0: 1234567    1000    0    0    0     0          0         0   765432     900    0    0    0     0       0          0
  eth1:1           1       0    0    0     0          0         0   2          1      0    0    0     0       0          0
`;

const MEMORY_STAT = 'cache 4096\ninactive_file 1111\ntotal_cache 4096\ntotal_inactive_file 1000\n';

/** As Linux 6 with the tree of Docker's own driver shows it. */
const FIRST = {
  [`cgroup/cpuacct/docker/${ID}/cpuacct.usage`]: '2500000000\n',
  [`cgroup/memory/docker/${ID}/memory.usage_in_bytes`]: '9000\n',
  [`cgroup/memory/docker/${ID}/memory.limit_in_bytes`]: '536870912\n',
  [`cgroup/memory/docker/${ID}/memory.stat`]: MEMORY_STAT,
  [`cgroup/memory/docker/${ID}/cgroup.procs`]: '17\n18\n',
  [`cgroup/blkio/docker/${ID}/blkio.throttle.io_service_bytes_recursive`]:
    '8:0 Read 100\n8:0 Write 200\n8:0 Sync 300\n8:16 Read 1\n8:16 Write 2\nTotal 303\n',
  'proc/17/net/dev': NET_DEV,
};

/** As ECS with systemd nests it. */
const SCOPE = `cgroup/ecstasks.slice/ecstasks-0f3c.slice/docker-${ID}.scope`;
const SECOND = {
  'cgroup/cgroup.controllers': 'cpu io memory\n',
  [`${SCOPE}/cpu.stat`]: 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n',
  [`${SCOPE}/memory.current`]: '9000\n',
  [`${SCOPE}/memory.max`]: 'max\n',
  [`${SCOPE}/memory.stat`]: 'anon 1\nfile 4096\ninactive_file 1000\n',
  [`${SCOPE}/cgroup.procs`]: '17\n',
  [`${SCOPE}/io.stat`]:
    '8:0 rbytes=100 wbytes=200 rios=1 wios=2 dbytes=0 dios=0\n8:16 rbytes=1 wbytes=2 rios=1 wios=1\n',
  'proc/17/net/dev': NET_DEV,
};

const TAKEN = {
  at: 7,
  cpu: 2.5,
  memory: 8000,
  networkIn: 1234568,
  networkOut: 765434,
  blockRead: 101,
  blockWrite: 202,
};

t.test('control groups of the first version', async (t) => {
  t.same(read(t, FIRST), { ...TAKEN, memoryLimit: 536870912 });
});

t.test('control groups of the second version, where no limit is no number', async (t) => {
  t.same(read(t, SECOND), { ...TAKEN, memoryLimit: undefined });
});

t.test('no limit of the first version is a number that no machine has', async (t) => {
  const none = { [`cgroup/memory/docker/${ID}/memory.limit_in_bytes`]: '9223372036854771712\n' };
  t.equal(read(t, { ...FIRST, ...none })?.memoryLimit, undefined);
});

t.test('what cannot be seen is not told as nothing', async (t) => {
  t.equal(read(t, {}), undefined, 'a container without a group');
  const { 'proc/17/net/dev': _, ...rest } = SECOND;
  t.match(read(t, rest), { networkIn: undefined, networkOut: undefined, cpu: 2.5 });
  const { [`${SCOPE}/io.stat`]: __, ...without } = SECOND;
  t.match(read(t, without), { blockRead: undefined, blockWrite: undefined, cpu: 2.5 });
});

t.test('a container that comes later is found, and one that is gone is not told', async (t) => {
  const folder = filesOf(t, SECOND);
  const meter = new KernelMeter(new ControlGroups(join(folder, 'cgroup')), { processes: join(folder, 'proc') });
  t.equal(meter.read(ID), undefined, 'nobody has looked yet');
  meter.prepare([ID]);
  t.equal(meter.read(ID)?.cpu, 2.5);
  rmSync(join(folder, SCOPE), { recursive: true });
  t.equal(meter.read(ID), undefined);
});

t.test('only the interfaces that are asked for count', async (t) => {
  t.same(
    networkOf(NET_DEV, (name) => name === 'eth1'),
    { in: 1, out: 2 },
  );
});

function read(t: Test, files: Record<string, string>) {
  const folder = filesOf(t, files);
  const options = { clock: () => 7, processes: join(folder, 'proc') };
  const meter = new KernelMeter(new ControlGroups(join(folder, 'cgroup')), options);
  meter.prepare([ID]);
  return meter.read(ID);
}

function filesOf(t: Test, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rack-stats-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
