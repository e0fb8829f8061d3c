import type { Readable } from 'node:stream';
import type { Log } from '../../lib/log.ts';
import { withHeartbeat } from '../deploy/heartbeat.ts';
import { size, stopwatch } from '../deploy/timing.ts';
import { forgetTarballs, TarballImport } from '../git/import.ts';
import type { Repositories } from '../git/repositories.ts';
import { KEPT_RELEASES, type Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import type { ReleaseRequest } from './turn.ts';

export interface TarballsOptions {
  store: Pick<Store, 'apps' | 'releases'>;
  repositories: Repositories;
  log: Log;
}

/** Where the commits of tarballs are kept, by release; not for clients to see. */
const REFS = 'refs/rack/tarballs';

/** Tar archives as commits of an app's repository. */
export class Tarballs {
  private readonly options: TarballsOptions;

  constructor(options: TarballsOptions) {
    this.options = options;
  }

  /** Reads an archive as it comes. What it makes is kept, or discarded, by whoever asked. */
  async read(
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

  /** Stores the commit of a release, and forgets those of releases that are too old to go back to. */
  async keep(name: string, imported: TarballImport, release: Release): Promise<void> {
    const { repositories, log } = this.options;
    const commits = this.worthKeeping(name);
    try {
      await imported.keep(`${REFS}/${release.id}`);
      await forgetTarballs(repositories.path(name), REFS, (commit) => !commits.has(commit));
    } catch (error) {
      log.error(`v${release.version} of ${name} is made, but its tarball's commit could not be stored`, error);
    }
    repositories.tidy(name).catch((error) => log.error(`git gc of ${name}`, error));
  }

  // Private

  /** Those of releases that are live, or were, and of those that wait to be. */
  private worthKeeping(name: string): Set<string | undefined> {
    const { releases } = this.options.store;
    const waiting = releases.list(name).filter(({ state }) => state === 'created' || state === 'deploying');
    const kept = [...releases.everLive(name).slice(0, KEPT_RELEASES), ...waiting.slice(0, KEPT_RELEASES)];
    return new Set(kept.map(({ commit }) => commit));
  }
}
