import { Failure } from '../../lib/failure.ts';
import type { Preview } from '../deploy/preview.ts';
import type { Repositories } from '../git/repositories.ts';
import { Revisions } from '../git/revisions.ts';
import { CommitSource } from '../git/source.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import type { Sources } from './sources.ts';
import type { ReleaseRequest } from './turn.ts';

export interface PreviewsOptions {
  apps: Apps;
  repositories: Repositories;
  sources: Sources;
  deploys: Pick<Deploys, 'preview'>;
}

/** What deploys of commits that were pushed would build and run, without deploying any. */
export class Previews {
  private readonly options: PreviewsOptions;

  constructor(options: PreviewsOptions) {
    this.options = options;
  }

  /** `what` is a commit, a branch or a tag; the branch that deploys unless told. */
  async of(name: string, what: string | undefined, request: ReleaseRequest): Promise<Preview> {
    const { repositories, sources, deploys } = this.options;
    const { actor, output, signal } = request;
    const app = this.options.apps.find(name, actor);
    const commit = what === undefined ? (await this.options.apps.tip(name))?.commit : await this.commitOf(name, what);
    if (commit === undefined) throw nothingPushed(name);
    const stored = new CommitSource({ commit, repository: repositories.path(name) });
    const source = await sources.prepare(stored, { app, developer: actor.developer, output, signal });
    return deploys.preview({ app, source, output, signal });
  }

  // Private

  private async commitOf(name: string, what: string): Promise<string> {
    const { repositories } = this.options;
    if (!repositories.has(name)) throw nothingPushed(name);
    return (await new Revisions(repositories.path(name)).find(what)).commit;
  }
}

// Private

function nothingPushed(name: string): Failure {
  return new Failure('commit_not_found', `Nothing that deploys was pushed to ${name} yet.`, {
    hint: 'git push rack main, with -o no-deploy to store it only; or name a branch or commit.',
  });
}
