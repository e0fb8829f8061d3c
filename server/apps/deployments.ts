import type { Readable } from 'node:stream';
import type { TarballImport } from '../git/import.ts';
import { requireRole, sees } from '../model/access.ts';
import { parseImageName } from '../model/image-name.ts';
import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import type { Sources } from './sources.ts';
import type { Tarballs } from './tarballs.ts';
import { inTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

export interface DeploymentsOptions extends TurnDeps {
  apps: Apps;
  store: Store;
  sources: Sources;
  tarballs: Tarballs;
  deploys: Deploys;
}

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
      const imported = await this.options.tarballs.read(name, { archive, strip }, request);
      try {
        const release = await this.deployImported(name, imported, request);
        await this.options.tarballs.keep(name, imported, release);
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

  private async deployImported(name: string, imported: TarballImport, request: ReleaseRequest): Promise<Release> {
    const { actor, output, signal } = request;
    const app = this.options.apps.open(name, actor.developer, output.step);
    const { developer } = actor;
    const source = await this.options.sources.prepare(imported.source, { app, developer, output, signal });
    const job = { app, developer: developer.name, source, output, signal };
    return this.options.deploys.deploy({ ...job, origin: { kind: 'tarball' } });
  }
}
