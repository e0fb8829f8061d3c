import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Positions } from '../../../agent/positions.ts';

const origin = { app: 'hello', process: 'web', release: 'R', task: 't', container: 'c1' };
const log = { info: () => {}, error: (message: string) => t.fail(message) };

t.test('positions are there again for the next agent, until they are removed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rack-positions-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const position = { origin, mark: { place: { head: 'ab', offset: 12 }, sequence: 3 }, events: { started: 7 } };

  const first = await Positions.open(join(folder, 'positions'), log);
  first.set('c1', position);
  first.set('c2', { origin, events: {} });
  await first.flush();
  await writeFile(join(folder, 'positions', 'c3.json'), '');
  await writeFile(join(folder, 'positions', 'c4.json.new'), '{"half');

  const second = await Positions.open(join(folder, 'positions'), log);
  t.strictSame(second.containers().sort(), ['c1', 'c2'], 'an empty file is none');
  t.strictSame(second.get('c1'), position);

  second.set('c1', position);
  await second.remove('c1');
  t.strictSame((await readdir(join(folder, 'positions'))).sort(), ['c2.json', 'c3.json', 'c4.json.new']);
});
