import type { Failure } from '../../lib/failure.ts';
import type { AdjustPlace } from '../deploy/adjuster.ts';
import type { DeployJob, ImageDeployJob, PromotePlace, RedeployOptions } from '../deploy/job.ts';
import type { OneOffJob } from '../deploy/one-off.ts';
import type { Output } from '../deploy/output.ts';
import type { Preview, PreviewJob } from '../deploy/preview.ts';
import type { ReleaseInput } from '../deploy/release.ts';
import type { RestartJob } from '../deploy/restart.ts';
import type { Adjustments } from '../model/adjustments.ts';
import type { App } from '../model/app.ts';
import type { Release } from '../model/release.ts';

/** What this room asks of the deploy room. */
export interface Deploys {
  /** Makes the app's stack with what every release needs. */
  createApp(app: App): Promise<void>;
  /** The whole way from a commit to a live release; rejects with a `Failure` when it does not get there. */
  deploy(job: DeployJob): Promise<Release>;
  /** The way up to a release, which waits to be promoted. */
  build(job: DeployJob): Promise<Release>;
  /** Makes a release that waits to be promoted. */
  release(input: ReleaseInput): Release;
  /** Brings a release live that was made before; rejects as `deploy` does. */
  promote(app: App, release: Release, place: PromotePlace): Promise<Release>;
  /** What a deploy of a commit would build and run. */
  preview(job: PreviewJob): Promise<Preview>;
  /** A release of an image as it is; rejects as `deploy` does. */
  deployImage(job: ImageDeployJob): Promise<Release>;
  /** Whether the image of a release is still there. */
  hasImage(release: Release): Promise<boolean>;
  /** A new release of the image of `release`, or of the live one, with this environment; rejects as `deploy` does. */
  redeploy(app: App, developer: string, output: Output, options: RedeployOptions): Promise<Release>;
  /** Brings into effect how the live release runs from now on; rejects when it goes on as before. */
  adjust(app: App, adjustments: Adjustments, place: AdjustPlace): Promise<void>;
  /** Replaces copies of the live release by others of the same; rejects when they do not come up. */
  restart(job: RestartJob): Promise<void>;
  /** Stops a build, so that the deploy that needs it rejects with this reason, and waits for its end; false when it does not run. */
  cancelBuild(id: string, reason: Failure): Promise<boolean>;
  /** Starts a container of its own for one command; answers its task's id. */
  startOneOff(job: OneOffJob): Promise<string>;
  /** Deletes the app's stack with all that runs. */
  destroyApp(app: App): Promise<void>;
}
