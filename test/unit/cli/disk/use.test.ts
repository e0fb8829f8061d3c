import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { engineUse } from '../../../../cli/disk/engine-use.ts';
import { bytesIn, bytesOfLog } from '../../../../cli/disk/files.ts';
import { diskTable } from '../../../../cli/disk/use.ts';
import type { Engine } from '../../../../cli/engine.ts';

const Labels = { 'io.rack.rack': 'mine' };

t.test("what the engine keeps for a rack: no other's", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  const LogPath = join(folder, 'c-json.log');
  for (const name of ['c-json.log', 'c-json.log.1', 'other']) writeFileSync(join(folder, name), Buffer.alloc(8192, 1));
  const listing = {
    Images: [
      { Id: 'a', Labels, Size: 1000, SharedSize: 600, Containers: 1 },
      { Id: 'b', Labels, Size: 500, SharedSize: -1, Containers: 0 },
      { Id: 'c', Labels: { 'io.rack.rack': 'other' }, Size: 9, SharedSize: 0, Containers: 0 },
      { Id: 'd', Labels: null, Size: 9, SharedSize: 0, Containers: 0 },
    ],
    Containers: [
      { Id: '1', Labels, SizeRw: 70, State: 'running' },
      { Id: '2', Labels, SizeRw: 30, State: 'exited' },
    ],
    Volumes: [{ Labels, UsageData: { Size: 400, RefCount: 1 } }],
    BuildCache: [
      { Size: 20, InUse: true, Shared: false },
      { Size: 80, InUse: false, Shared: false },
    ],
  };
  const engine = { df: async () => listing, getContainer: () => ({ inspect: async () => ({ LogPath }) }) };
  const uses = await engineUse(engine as unknown as Engine, 'mine');
  const told = Object.fromEntries(uses.map(({ kind, bytes, free }) => [kind, [bytes, free]]));
  t.match(told, { images: [900, 500], containers: [100, 30], volumes: [400, undefined], 'build cache': [100, 80] });
  t.same(told['container logs'], [2 * bytesOfLog(LogPath), undefined], 'with the files they were rotated into');
  t.equal(bytesOfLog(LogPath), 16_384);
});

t.test('files by their names, below a folder', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  for (const name of ['kinesis.db', 'kinesis.db-wal', 'local.db'])
    writeFileSync(join(folder, name), Buffer.alloc(4096, 1));
  t.equal(
    bytesIn(folder, (path) => path.startsWith('kinesis.db')),
    8192,
  );
  t.equal(bytesIn(join(folder, 'none')), 0);
});

t.test('sizes in units that one can read', async (t) => {
  const shown = diskTable([
    { kind: 'images', bytes: 1_234_000_000, free: 0, care: 'them' },
    { kind: 'volumes', bytes: 999, care: '' },
  ]);
  t.match(shown, /^images +1\.2 GB +0 B +them$/m);
  t.match(shown, /^volumes +999 B +-/m);
});
