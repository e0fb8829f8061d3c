import { table } from '../../lib/table.ts';
import type { Config } from '../config.ts';
import type { Engine } from '../engine.ts';
import type { Home } from '../home.ts';
import type { DiskUse } from './disk-use.ts';
import { engineUse } from './engine-use.ts';
import { bytesIn } from './files.ts';

/** What a rack takes of the disk, by kind: at the Docker engine, and in its home. */
export async function diskUse(engine: Engine, home: Home, config: Config): Promise<DiskUse[]> {
  return [...(await engineUse(engine, config.rack)), ...homeUse(home)];
}

/** The same for people. */
export function diskTable(uses: readonly DiskUse[]): string {
  const rows = uses.map(({ kind, bytes, free, care }) => [
    kind,
    size(bytes),
    free === undefined ? '-' : size(free),
    care,
  ]);
  return table(['DISK', 'SIZE', 'UNUSED', 'WHAT KEEPS IT SMALL'], rows).trimEnd();
}

// Private

function homeUse({ local, server, logs }: Home): DiskUse[] {
  const isOf = (name: string) => (path: string) => path.startsWith(name);
  const of = (kind: string, bytes: number, care: string) => ({ kind, bytes, care });
  return [
    of('registry', bytesIn(`${local}/ecr`), 'the fifty newest images of an app; older ones go by themselves'),
    of('log stream', bytesIn(local, isOf('kinesis.db')), 'what is older than its retention, a day, goes by itself'),
    of('log history', bytesIn(server, isOf('logs.db')), 'bounded for each app'),
    of(
      'databases',
      bytesIn(local, isOf('local.db')) + bytesIn(server, isOf('rack.db')),
      'old stack events go by themselves',
    ),
    of('repositories', bytesIn(`${server}/repos`), 'git packs them; `ssh rack apps destroy` removes those of an app'),
    of('build files', bytesIn(`${server}/cache`), 'may be removed while the rack is down'),
    of('process logs', bytesIn(logs), 'cut at 10 MB'),
  ];
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

function size(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
