import { createReadStream } from 'node:fs';
import { Failure, isAbort, messageOf } from '../../lib/failure.ts';
import { eventOfBuild } from '../deploy/builder.ts';
import type { BuildWish } from '../deploy/job.ts';
import { type Output, outputTo } from '../deploy/output.ts';
import { RunningBuilds } from '../deploy/running-builds.ts';
import type { BuildLogs } from '../logs/build-logs.ts';
import { requireRole } from '../model/access.ts';
import type { Build } from '../model/build.ts';
import { ONE_BUILD } from '../model/manifest.ts';
import { newId, type Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Background } from './background.ts';
import type { Deploys } from './deploys.ts';
import type { Events } from './events.ts';
import type { Objects } from './objects.ts';
import type { Sources } from './sources.ts';
import type { Tarballs } from './tarballs.ts';
import { awaitTurn, type TurnDeps } from './turn.ts';

export interface StartedBuildsOptions extends TurnDeps {
  apps: Apps;
  store: Pick<Store, 'audit' | 'builds' | 'locks'>;
  buildLogs: Pick<BuildLogs, 'begin' | 'end'>;
  objects: Pick<Objects, 'path' | 'remove'>;
  background: Background;
  sources: Sources;
  tarballs: Tarballs;
  deploys: Pick<Deploys, 'build'>;
  events: Pick<Events, 'emit'>;
}

/** What is to be built, and how. */
export interface BuildRequest extends Omit<BuildWish, 'id'> {
  /** The key of the app's object that holds the tarball. */
  object: string;
  /** The commit that the client took it from. */
  gitSha?: string | undefined;
}

/** Builds that nobody waits for: each ends in a release that waits to be promoted. */
export class StartedBuilds {
  private readonly options: StartedBuildsOptions;
  private readonly running = new RunningBuilds();

  constructor(options: StartedBuildsOptions) {
    this.options = options;
  }

  /** Begins a build of a tarball, and answers it at once. Its log has all that a push would print. */
  async start(app: string, request: BuildRequest, actor: Actor): Promise<Build> {
    const { apps, store, objects } = this.options;
    requireRole(actor.developer, 'deploy', 'a build');
    apps.find(app, actor);
    return audited(store, { actor, what: 'builds start', app }, async (note) => {
      await objects.path(app, request.object);
      const { description, gitSha } = request;
      const who = { app, createdBy: actor.developer.name };
      const build = store.builds.create({ ...who, id: newId('B'), unit: ONE_BUILD, commit: '', description, gitSha });
      note(build.id);
      this.begin(build, request, actor);
      return build;
    });
  }

  /** Stops a build that was started here, and waits for its end; false when there is none of this id. */
  cancel(id: string, reason: Failure): Promise<boolean> {
    return this.running.cancel(id, reason);
  }

  // Private

  private begin({ app, id }: Build, request: BuildRequest, actor: Actor): void {
    const { background, buildLogs, objects } = this.options;
    const log = buildLogs.begin(app, id);
    const output = outputTo(log.write.bind(log));
    const work = async (signal: AbortSignal) => {
      await this.recorded(id, { output, signal }, () => this.make(app, id, request, { actor, output, signal }));
      this.announce(id);
      await buildLogs.end(id, log);
      await objects.remove(app, request.object);
    };
    const about = { app, doing: undefined, actor };
    // How it ended is in its record.
    background.run(about, (signal) => this.running.run(id, signal, work)).catch(() => {});
  }

  /** Its record says how it ended before its log ends: clients look then. */
  private async recorded(
    id: string,
    { output, signal }: { output: Output; signal: AbortSignal },
    make: () => Promise<Release>,
  ): Promise<void> {
    const { builds } = this.options.store;
    try {
      const release = await make();
      output.step(`Made v${release.version} (${release.id}), which waits to be promoted`);
      builds.finish(id, 'complete', { image: release.image });
    } catch (error) {
      output.warn(isAbort(error) ? 'It was stopped.' : messageOf(error));
      if (error instanceof Failure && error.hint) output.line(error.hint);
      builds.finish(id, signal.aborted ? 'cancelled' : 'failed', { reason: messageOf(error) });
    }
  }

  private announce(id: string): void {
    const build = this.options.store.builds.find(id);
    if (build) this.options.events.emit(eventOfBuild(build));
  }

  private make(
    name: string,
    id: string,
    { object, ...wish }: BuildRequest,
    request: { actor: Actor; output: Output; signal: AbortSignal },
  ): Promise<Release> {
    const { apps, objects, tarballs, sources, deploys } = this.options;
    const may = (now: Actor) => void apps.find(name, now);
    return awaitTurn(this.options, { ...request, app: name, what: 'build', may }, async () => {
      const app = apps.find(name, request.actor);
      const archive = createReadStream(await objects.path(name, object));
      const imported = await tarballs.read(name, { archive, strip: false }, request);
      try {
        const { developer } = request.actor;
        const source = await sources.prepare(imported.source, { ...request, app, developer });
        const job = { ...request, app, developer: developer.name, source, build: { ...wish, id } };
        const release = await deploys.build({ ...job, origin: { kind: 'tarball' } });
        await tarballs.keep(name, imported, release);
        return release;
      } finally {
        await imported.discard();
      }
    });
  }
}
