import { messageOf } from '../../lib/failure.ts';
import type { Logs } from '../logs/logs.ts';
import type { App } from '../model/app.ts';
import type { Announce } from '../model/event.ts';
import { domainsOf, type Release } from '../model/release.ts';
import type { Domains } from '../store/domains.ts';
import type { Releases } from '../store/releases.ts';
import { announced } from './announce.ts';
import { recorded, withHeartbeat } from './heartbeat.ts';
import type { AnnouncedJob } from './job.ts';
import type { Output } from './output.ts';

export interface TellerDeps {
  logs: Pick<Logs, 'write'>;
  announce: Announce;
  releases: Pick<Releases, 'live'>;
  domains: Pick<Domains, 'keep'>;
}

/** Sees to it that a deploy is heard of: by who waits for it, in the app's log, and among the rack's events. */
export class Teller {
  private readonly deps: TellerDeps;

  constructor(deps: TellerDeps) {
    this.deps = deps;
  }

  /** Runs a deploy that shall go live, and announces its begin and its end. */
  announced(
    { app, developer, output, source }: AnnouncedJob,
    work: (output: Output) => Promise<Release>,
  ): Promise<Release> {
    const deploy = { app: app.name, developer, commit: source?.commit };
    return announced(this.deps.announce, deploy, () => this.told({ app, output }, work));
  }

  /** Runs a deploy with an output that never falls silent and that the app's log keeps. */
  async told<T>({ app, output }: { app: App; output: Output }, work: (output: Output) => Promise<T>): Promise<T> {
    const write = (message: string) => this.deps.logs.write(app.name, 'deploy', message);
    const alive = withHeartbeat(recorded(output, write));
    try {
      return await work(alive);
    } catch (error) {
      write(messageOf(error).split('\n')[0]!);
      throw error;
    } finally {
      alive.stop();
      this.keepDomains(app.name);
    }
  }

  // Private

  /** Gives back the hosts that only a release had which did not go live. */
  private keepDomains(app: string): void {
    const live = this.deps.releases.live(app);
    this.deps.domains.keep(app, live ? domainsOf(live) : []);
  }
}
