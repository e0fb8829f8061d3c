import type { Apps } from './apps.ts';
import type { Keys } from './keys.ts';
import type { AppLogs } from './logs.ts';
import type { Processes } from './processes.ts';
import type { Pushes } from './pushes.ts';
import type { AppReleases } from './releases.ts';

/** What a rack can do: the one core that every door calls. */
export interface Rack {
  name: string;
  apps: Apps;
  pushes: Pushes;
  processes: Processes;
  logs: AppLogs;
  releases: AppReleases;
  keys: Keys;
}
