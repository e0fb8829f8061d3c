import type { LogLine, LogQuery, Logs } from '../logs/logs.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';

/** What the apps and the platform print. */
export class AppLogs {
  private readonly apps: Apps;
  private readonly logs: Logs;

  constructor({ apps, logs }: { apps: Apps; logs: Logs }) {
    this.apps = apps;
    this.logs = logs;
  }

  /** Lines that are kept, oldest first. */
  query(app: string, query: LogQuery, actor: Actor): LogLine[] {
    return this.logs.query(this.apps.find(app, actor).name, query);
  }

  /** What `query` gives, then every new line until the signal aborts, or the app is destroyed. */
  follow(
    app: string,
    query: LogQuery,
    { actor, signal }: { actor: Actor; signal: AbortSignal },
  ): AsyncIterable<LogLine> {
    const { name } = this.apps.find(app, actor);
    return this.logs.follow(name, query, AbortSignal.any([signal, this.apps.lifetime(name)]));
  }
}
