import type { Readable } from 'node:stream';
import type { Log } from '../../lib/log.ts';
import { withHeartbeat } from '../deploy/heartbeat.ts';
import { size, stopwatch } from '../deploy/timing.ts';
import { forgetTarballs, TarballImport } from '../git/import.ts';
import type { Repositories } from '../git/repositories.ts';
import { requireRole, sees } from '../model/access.ts';
import { parseImageName } from '../model/image-name.ts';
import { KEPT_RELEASES, type Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import type { Sources } from './sources.ts';
import { inTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

export interface DeploymentsOptions extends TurnDeps {
  apps: Apps;
  store: Store;
  repositories: Repositories;
  sources: Sources;
  deploys: Deploys;
  log: Log;
}

/** Where the commits of tarballs are kept, by release; not for clients to see. */
const TARBALLS = 'refs/rack/tarballs';

/** Releases that no push brought: of an image, of a tarball. */
export class Deployments {
  private readonly options: DeploymentsOptions;

  constructor(options: DeploymentsOptions) {
    this.options = options;
  }

  /** Deploys an image that was built elsewhere; the first deploy of a name makes the app. */
  image(
    name: string,
    { image, processes }: { image: string; processes: Record<string, string | null> },
    request: ReleaseRequest,
  ): Promise<Release> {
    const { actor, output, signal } = request;
    const may = this.mayDeploy(name, request);
    parseImageName(image);
    return inTurn(this.options, { ...request, app: name, what: `deploy image ${image}`, may }, async () => {
      const app = this.options.apps.open(name, actor.developer, output.step);
      const mine = (other: string) => sees(actor.developer, other);
      const job = { app, developer: actor.developer.name, image, processes, sees: mine, output, signal };
      return this.options.deploys.deployImage(job);
    });
  }

  /**
   * Deploys a tar archive, plain or gzipped, as a commit of its own. It is read while it comes, once it is its turn. What
   * is declined leaves nothing behind, as a push does.
   */
  tarball(
    name: string,
    { archive, strip }: { archive: Readable; strip: boolean },
    request: ReleaseRequest,
  ): Promise<Release> {
    const may = this.mayDeploy(name, request);
    return inTurn(this.options, { ...request, app: name, what: 'deploy tarball', may }, async () => {
      const imported = await this.imported(name, { archive, strip }, request);
      try {
        const release = await this.deployImported(name, imported, request);
        await this.keep(name, imported, release);
        return release;
      } finally {
        await imported.discard();
      }
    });
  }

  // Private

  /** Throws unless the actor may; answers what asks so once more. */
  private mayDeploy(name: string, { actor }: ReleaseRequest): (now: Actor) => void {
    requireRole(actor.developer, 'deploy', 'a deploy');
    const may = (now: Actor) => this.options.apps.checkMayMake(name, now);
    may(actor);
    return may;
  }

  private async imported(
    name: string,
    { archive, strip }: { archive: Readable; strip: boolean },
    { actor, output, signal }: ReleaseRequest,
  ): Promise<TarballImport> {
    const { repositories, store } = this.options;
    const developer = actor.developer.name;
    const took = stopwatch();
    output.step(`Receiving a tarball from ${developer}`);
    const alive = withHeartbeat(output);
    await repositories.ensure(name);
    const repository = repositories.path(name);
    try {
      const imported = await TarballImport.read({ repository, archive, strip, developer, signal });
      const { files, bytes, commit, notes } = imported;
      output.line(`${files} file${files === 1 ? '' : 's'}, ${size(bytes)} in ${took()}: commit ${commit.slice(0, 7)}`);
      for (const note of notes) output.line(note);
      return imported;
    } catch (error) {
      if (!store.apps.find(name)) await repositories.remove(name);
      throw error;
    } finally {
      alive.stop();
    }
  }

  private async deployImported(name: string, imported: TarballImport, request: ReleaseRequest): Promise<Release> {
    const { actor, output, signal } = request;
    const app = this.options.apps.open(name, actor.developer, output.step);
    const { developer } = actor;
    const source = await this.options.sources.prepare(imported.source, { app, developer, output, signal });
    const job = { app, developer: developer.name, source, output, signal };
    return this.options.deploys.deploy({ ...job, origin: { kind: 'tarball' } });
  }

  /** Stores the commit of what is live now, and forgets those of releases that are too old to go back to. */
  private async keep(name: string, imported: TarballImport, release: Release): Promise<void> {
    const { repositories, store, log } = this.options;
    const repository = repositories.path(name);
    const live = store.releases.everLive(name);
    const commits = new Set(live.slice(0, KEPT_RELEASES).map(({ commit }) => commit));
    try {
      await imported.keep(`${TARBALLS}/${release.id}`);
      await forgetTarballs(repository, TARBALLS, (commit) => !commits.has(commit));
    } catch (error) {
      log.error(`${name}: v${release.version} is live, but its tarball's commit could not be stored`, error);
    }
    repositories.tidy(name).catch((error) => log.error(`git gc of ${name}`, error));
  }
}
