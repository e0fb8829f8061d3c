import { withHeartbeat } from '../deploy/heartbeat.ts';
import { ignoreOf } from '../deploy/ignore.ts';
import { refusePointers } from '../deploy/lfs.ts';
import type { Output } from '../deploy/output.ts';
import type { CommitSource } from '../git/source.ts';
import { SourceTree } from '../git/source-tree.ts';
import type { Submodules } from '../git/submodules/submodules.ts';
import type { App } from '../model/app.ts';
import type { Developer } from '../model/developer.ts';

/** Who deploys a commit of which app, and where it is told. */
export interface SourceRequest {
  app: App;
  /** With what the credential leaves them: submodules may be of other apps. */
  developer: Developer;
  output: Output;
  signal: AbortSignal;
}

/** Makes of a commit what is built of it: the app's folder, with what belongs to the tree but is not in the commit. */
export class Sources {
  private readonly submodules: Submodules;

  constructor(submodules: Submodules) {
    this.submodules = submodules;
  }

  /** Throws a `Failure` when the build would not get what the developer means. */
  async prepare(commit: CommitSource, request: SourceRequest): Promise<SourceTree> {
    const { app, output } = request;
    const directory = app.settings['build-dir'];
    const whole = await this.whole(commit, directory, request);
    const tree = directory ? await whole.in(directory) : whole;
    if (directory) output.step(`Building from ${directory}`);
    await refusePointers(tree, await ignoreOf(tree));
    return tree;
  }

  // Private

  /** The commit with its submodules, as far as the build gets them. */
  private async whole(
    commit: CommitSource,
    directory: string | undefined,
    { app, developer, output, signal }: SourceRequest,
  ): Promise<SourceTree> {
    const parts = [{ at: '', source: commit }];
    if (!(await commit.entries()).some(({ kind }) => kind === 'submodule')) return new SourceTree(parts);
    const alive = withHeartbeat(output);
    try {
      const isNeeded = await neededIn(new SourceTree(parts, directory));
      const request = { app: app.name, developer, isNeeded, tell: alive.step, signal };
      return await this.submodules.bring(commit, request);
    } finally {
      alive.stop();
    }
  }
}

// Private

/** Tells which paths of the whole tree the build of its folder gets, as far as that shows before submodules are there. */
async function neededIn(tree: SourceTree): Promise<(path: string) => boolean> {
  const isOut = await ignoreOf(tree);
  const within = tree.directory ? `${tree.directory}/` : '';
  return (path) => {
    if (within.startsWith(`${path}/`)) return true;
    if (!path.startsWith(within)) return false;
    // An exception may take back what is inside of it.
    return isOut.hasExceptions || !isOut(path.slice(within.length));
  };
}
