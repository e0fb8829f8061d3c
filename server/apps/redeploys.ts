import { Failure } from '../../lib/failure.ts';
import type { Repositories } from '../git/repositories.ts';
import { type Revision, Revisions } from '../git/revisions.ts';
import { CommitSource } from '../git/source.ts';
import { requireRole } from '../model/access.ts';
import type { App } from '../model/app.ts';
import { nothingLive } from '../model/nothing-live.ts';
import { namedRelease, type Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import { imageGone } from './image-gone.ts';
import type { Sources } from './sources.ts';
import { inTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

export interface RedeploysOptions extends TurnDeps {
  apps: Apps;
  store: Store;
  repositories: Repositories;
  sources: Sources;
  deploys: Deploys;
}

/** Deploys of what is stored or was deployed before. */
export class Redeploys {
  private readonly options: RedeploysOptions;

  constructor(options: RedeploysOptions) {
    this.options = options;
  }

  /**
   * Deploys once more: without `what` the live release, with it a release (`v4`, `RABCDEFGHI`) or a commit of the app's
   * repository (id, branch, tag), each with the environment of now. A commit that was built before is not built again
   * while its image is there, unless `build` says so. No branch moves.
   */
  redeploy(
    name: string,
    { what, build }: { what?: string; build?: boolean },
    request: ReleaseRequest,
  ): Promise<Release> {
    const { actor, output, signal } = request;
    requireRole(actor.developer, 'deploy', 'a redeploy');
    const may = (now: Actor) => void this.options.apps.find(name, now);
    may(actor);
    return inTurn(this.options, { ...request, app: name, what: `redeploy ${what ?? ''}`.trim(), may }, () => {
      const app = this.options.apps.find(name, actor);
      const developer = actor.developer.name;
      if (what === undefined && !build) return this.options.deploys.redeploy(app, developer, output, { signal });
      return this.redeployOf(app, what ?? this.liveCommit(app), build === true, request);
    });
  }

  // Private

  private async redeployOf(app: App, what: string, build: boolean, request: ReleaseRequest): Promise<Release> {
    const release = this.releaseOf(app, what);
    const revision = await this.revisionOf(app, what, release);
    if (revision) return this.redeployCommit(app, revision, build, request);
    if (build) throw notBuildable(release as Release);
    return this.again(app, release as Release, request);
  }

  private liveCommit({ name }: App): string {
    const live = this.options.store.releases.live(name);
    if (live?.commit) return live.commit;
    throw live ? notBuildable(live) : nothingLive(name);
  }

  private releaseOf({ name }: App, what: string): Release | undefined {
    const isRelease = /^(v\d+|R[A-Z]{9})$/.test(what);
    return isRelease ? namedRelease(this.options.store.releases.list(name), what) : undefined;
  }

  /** The commit that is meant; undefined when it is the release's image. */
  private async revisionOf({ name }: App, what: string, release: Release | undefined): Promise<Revision | undefined> {
    const { repositories } = this.options;
    const find = () => new Revisions(repositories.path(name)).find(what);
    if (!repositories.has(name)) {
      if (release) return undefined;
      throw new Failure('commit_not_found', 'Nothing was pushed to this app yet.', { hint: 'git push rack main' });
    }
    if (!release) return find();
    const other = await find().catch(() => undefined);
    if (!other) return undefined;
    throw new Failure('commit_ambiguous', `"${what}" is a release and a branch or tag.`, {
      hint: `Say ${release.id} for the release, refs/tags/${what} or refs/heads/${what} for the other.`,
    });
  }

  /** A new release of an earlier one's image. */
  private async again(app: App, release: Release, { actor, output, signal }: ReleaseRequest): Promise<Release> {
    const { deploys } = this.options;
    if (!(await deploys.hasImage(release))) throw imageGone(app, release);
    output.step(`Taking the image of v${release.version} (${release.description}), with the environment of now`);
    return deploys.redeploy(app, actor.developer.name, output, { release, signal });
  }

  private async redeployCommit(
    app: App,
    { commit, subject }: Revision,
    build: boolean,
    { actor, output, signal }: ReleaseRequest,
  ): Promise<Release> {
    const { deploys, repositories } = this.options;
    const short = commit.slice(0, 7);
    output.step(`Redeploying ${short} ${subject}`);
    for (const line of await this.branchWords(app, commit)) output.line(line);
    const developer = actor.developer.name;
    const built = build ? undefined : await this.builtBefore(app, commit);
    if (built) {
      output.line(`It was built for v${built.version}; --build builds it anew`);
      return deploys.redeploy(app, developer, output, { release: built, description: `Redeploy ${short}`, signal });
    }
    const stored = new CommitSource({ commit, repository: repositories.path(app.name) });
    const source = await this.options.sources.prepare(stored, { app, developer: actor.developer, output, signal });
    return deploys.deploy({ app, developer, source, origin: this.originOf(app, commit), output, signal });
  }

  private originOf({ name }: App, commit: string): Release['origin'] {
    const earlier = this.options.store.releases.list(name).find((release) => release.commit === commit);
    return earlier?.origin ?? { kind: 'commit' };
  }

  /** The newest release of the commit whose image is there, and was built from the same folder. */
  private async builtBefore({ name, settings }: App, commit: string): Promise<Release | undefined> {
    const folder = settings['build-dir'];
    const isSame = (release: Release) => release.commit === commit && folderOf(release) === folder;
    const newest = this.options.store.releases.list(name).find(isSame);
    return newest && (await this.options.deploys.hasImage(newest)) ? newest : undefined;
  }

  private async branchWords({ name }: App, commit: string): Promise<string[]> {
    const tip = await this.options.apps.tip(name);
    if (!tip || tip.commit === commit) return [];
    return [`${tip.branch} stays at ${tip.commit.slice(0, 7)}, which its next push builds on`];
  }
}

// Private

const folderOf = ({ origin }: Release) => (origin.kind === 'image' ? undefined : origin.directory);

function notBuildable({ version }: Release): Failure {
  return new Failure('nothing_to_build', `v${version} is an image as it was deployed; there is no commit to build.`, {
    hint: 'Leave out --build, or name a commit.',
  });
}
