import type { LogPage, Logs } from '../logs/logs.ts';
import { readPages } from '../logs/pages.ts';
import { fromLastLines, type LogWish, readingOf } from '../logs/reading.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { AppReleases } from './releases.ts';

export interface AppLogsOptions {
  apps: Apps;
  releases: Pick<AppReleases, 'find'>;
  logs: Pick<Logs, 'kept' | 'pages'>;
}

/** What the apps and the platform print. */
export class AppLogs {
  private readonly options: AppLogsOptions;

  constructor(options: AppLogsOptions) {
    this.options = options;
  }

  /**
   * Lines that are kept, oldest first; with `follow` then every new line until the signal aborts, or the app is destroyed. A
   * release may be named by its version (`v4`).
   */
  pages(app: string, wish: LogWish, { actor, signal }: { actor: Actor; signal: AbortSignal }): AsyncIterable<LogPage> {
    const { apps, releases, logs } = this.options;
    const { name } = apps.find(app, actor);
    const release = wish.release === undefined ? undefined : releases.find(name, wish.release, actor).id;
    const reading = readingOf(fromLastLines({ ...wish, release }), new Date());
    return readPages(logs, name, reading, AbortSignal.any([signal, apps.lifetime(name)]));
  }
}
