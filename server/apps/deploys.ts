import type { Output } from '../deploy/output.ts';
import type { Source } from '../git/source.ts';
import type { App } from '../model/app.ts';
import type { Release } from '../model/release.ts';

/** A deploy of a commit. */
export interface DeployJob {
  app: App;
  developer: string;
  source: Source;
  output: Output;
  signal: AbortSignal;
}

/** What this room asks of the deploy room. */
export interface Deploys {
  /** Makes the app's stack with what every release needs. */
  createApp(app: App): Promise<void>;
  /** The whole way from a commit to a live release; rejects with a `Failure` when it does not get there. */
  deploy(job: DeployJob): Promise<Release>;
  /** A new release of the live image with this environment; rejects as `deploy` does. */
  redeploy(
    app: App,
    developer: string,
    output: Output,
    options: { env?: Record<string, string>; description?: string; signal?: AbortSignal },
  ): Promise<Release>;
  /** Deletes the app's stack with all that runs. */
  destroyApp(app: App): Promise<void>;
}
