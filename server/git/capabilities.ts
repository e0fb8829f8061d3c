import { runBytes } from '../../lib/run.ts';
import { gitEnvironment } from './environment.ts';
import type { Repositories } from './repositories.ts';
import { argumentsOf } from './service.ts';

/** Milliseconds after which git is asked again: it may have been updated meanwhile. */
const MOST_AGE = 60_000;

/**
 * What a server of version 2 says first: what it can do, and not a word about the repository. It is the same for all, so git is
 * asked once for all of them; over HTTP that is one process of three for each clone, and one of two for a fetch that finds nothing.
 */
export class Capabilities {
  private readonly repositories: Repositories;
  private known: { text: Promise<Buffer>; since: number } | undefined;

  constructor(repositories: Repositories) {
    this.repositories = repositories;
  }

  /** The bytes of git's own answer, with the flush at their end. */
  async text(): Promise<Buffer> {
    if (!this.known || performance.now() - this.known.since > MOST_AGE)
      this.known = { text: this.ask(), since: performance.now() };
    const { known } = this;
    return known.text.catch((error) => {
      if (this.known === known) this.known = undefined;
      throw error;
    });
  }

  // Private

  private async ask(): Promise<Buffer> {
    const repository = await this.repositories.empty();
    const args = argumentsOf({ service: 'upload-pack', mode: 'advertise', repository });
    const { stdout } = await runBytes(['git', ...args], { env: gitEnvironment({ GIT_PROTOCOL: 'version=2' }) });
    return stdout;
  }
}
