import { ignoreOf } from '../deploy/ignore.ts';
import { refusePointers } from '../deploy/lfs.ts';
import type { Output } from '../deploy/output.ts';
import type { CommitSource } from '../git/source.ts';
import { SourceTree } from '../git/source-tree.ts';
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
  /** Throws a `Failure` when the build would not get what the developer means. */
  async prepare(commit: CommitSource, { app, output }: SourceRequest): Promise<SourceTree> {
    const whole = new SourceTree([{ at: '', source: commit }]);
    const directory = app.settings['build-dir'];
    const tree = directory ? await whole.in(directory) : whole;
    if (directory) output.step(`Building from ${directory}`);
    await refusePointers(tree, await ignoreOf(tree));
    return tree;
  }
}
