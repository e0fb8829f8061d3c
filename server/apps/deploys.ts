import type { Output } from '../deploy/output.ts';
import type { Source } from '../git/source.ts';
import type { App } from '../model/app.ts';
import type { Origin, Release } from '../model/release.ts';

interface Job {
  app: App;
  developer: string;
  output: Output;
  signal: AbortSignal;
}

/** A deploy of a commit. */
export interface DeployJob extends Job {
  source: Source;
  /** How the commit came here; by a push unless told. */
  origin?: Origin;
}

/** A deploy of an image that was built elsewhere. */
export interface ImageDeployJob extends Job {
  /** As `docker pull` takes it. */
  image: string;
  /** Process type → command line; null runs the image's own command. */
  processes: Record<string, string | null>;
  /** Whether the developer may touch the app of this name, and so its images. */
  sees(app: string): boolean;
}

/** What this room asks of the deploy room. */
export interface Deploys {
  /** Makes the app's stack with what every release needs. */
  createApp(app: App): Promise<void>;
  /** The whole way from a commit to a live release; rejects with a `Failure` when it does not get there. */
  deploy(job: DeployJob): Promise<Release>;
  /** A release of an image as it is; rejects as `deploy` does. */
  deployImage(job: ImageDeployJob): Promise<Release>;
  /** Whether the image of a release is still there. */
  hasImage(release: Release): Promise<boolean>;
  /** A new release of the image of `release`, or of the live one, with this environment; rejects as `deploy` does. */
  redeploy(
    app: App,
    developer: string,
    output: Output,
    options: { release?: Release; env?: Record<string, string>; description?: string; signal?: AbortSignal },
  ): Promise<Release>;
  /** Deletes the app's stack with all that runs. */
  destroyApp(app: App): Promise<void>;
}
