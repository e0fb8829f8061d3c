import { Failure } from '../../lib/failure.ts';
import type { Repositories } from '../git/repositories.ts';
import { CommitSource } from '../git/source.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import { buildPages } from '../logs/build-pages.ts';
import type { LogPage } from '../logs/logs.ts';
import { type LogWish, readingOf } from '../logs/reading.ts';
import { type Build, isUnfinished } from '../model/build.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import type { BuildRequest, StartedBuilds } from './started-builds.ts';

export interface BuildsOptions {
  apps: Apps;
  store: Pick<Store, 'apps' | 'audit' | 'builds' | 'releases'>;
  repositories: Repositories;
  buildLogs: Pick<BuildLogs, 'read'>;
  deploys: Pick<Deploys, 'cancelBuild'>;
  started: StartedBuilds;
}

/** The builds of apps: which there were, what they said, and their end before their time. */
export class AppBuilds {
  private readonly options: BuildsOptions;

  constructor(options: BuildsOptions) {
    this.options = options;
  }

  /** Newest first. */
  list(app: string, actor: Actor): Build[] {
    return this.options.store.builds.list(this.options.apps.find(app, actor).name);
  }

  /** The build of this id, or the newest one. */
  find(app: string, id: string | undefined, actor: Actor): Build {
    const [newest, ...older] = this.list(app, actor);
    if (newest === undefined)
      throw new Failure('build_not_found', `${app} has no build yet.`, { hint: 'Begin one: git push rack main' });
    const found = id === undefined ? newest : [newest, ...older].find((build) => build.id === id);
    if (found) return found;
    throw new Failure('build_not_found', `${app} has no build ${id}.`, { hint: `Its builds: ssh rack builds ${app}` });
  }

  /** Begins a build of a tarball; see `StartedBuilds`. */
  start(app: string, request: BuildRequest, actor: Actor): Promise<Build> {
    return this.options.started.start(app, request, actor);
  }

  /** The convox.yml of what was built; undefined where there is none, or the commit is not kept any more. */
  async manifest({ app, commit }: { app: string; commit: string | undefined }): Promise<string | undefined> {
    const { repositories, store } = this.options;
    if (!commit || !repositories.has(app)) return undefined;
    const directory = store.apps.find(app)?.settings['build-dir'];
    const source = new CommitSource({ commit, repository: repositories.path(app) });
    return source.read(directory ? `${directory}/convox.yml` : 'convox.yml').catch(() => undefined);
  }

  /** The id of the release that a build ended in. */
  releaseOf({ id }: Build): string | undefined {
    return this.options.store.releases.ofBuild(id);
  }

  /** What a build said, all of it unless told; with `follow` also what it says until it ends. */
  log(build: Pick<Build, 'app' | 'id'>, wish: LogWish, signal: AbortSignal): AsyncGenerator<LogPage> {
    return buildPages(this.options.buildLogs, build, readingOf(wish, new Date()), signal);
  }

  /** Stops a build that waits or runs (the newest one unless it is named): the deploy that needs it is declined. */
  async cancel(app: string, id: string | undefined, actor: Actor): Promise<Build> {
    const { apps, store } = this.options;
    apps.find(app, actor);
    return audited(store, { actor, what: 'builds cancel', app }, async (note) => {
      const build = this.unfinished(app, id, actor);
      note(build.id);
      await this.stop(build.id, cancelled(build.id, actor.developer.name));
      const ended = this.find(app, build.id, actor);
      // Its image may have been made before it heard of it.
      if (ended.state !== 'cancelled') throw notRunning(ended);
      return ended;
    });
  }

  // Private

  private async stop(id: string, reason: Failure): Promise<void> {
    const { started, deploys } = this.options;
    if (!(await started.cancel(id, reason))) await deploys.cancelBuild(id, reason);
  }

  private unfinished(app: string, id: string | undefined, actor: Actor): Build {
    const build = id === undefined ? this.list(app, actor).find(isUnfinished) : this.find(app, id, actor);
    if (build === undefined) throw noneRuns(app);
    if (!isUnfinished(build)) throw notRunning(build);
    return build;
  }
}

// Private

function cancelled(id: string, by: string): Failure {
  return new Failure('build_cancelled', `${by} cancelled the build ${id}.`, {
    hint: 'The same commit can be pushed again.',
  });
}

function noneRuns(app: string): Failure {
  return new Failure('no_build_running', `No build of ${app} runs or waits.`, {
    hint: `Its builds: ssh rack builds ${app}`,
  });
}

function notRunning({ app, id }: Build): Failure {
  return new Failure('no_build_running', `The build ${id} of ${app} does not run any more.`, {
    hint: `How it ended: ssh rack builds show ${app} ${id}`,
  });
}
