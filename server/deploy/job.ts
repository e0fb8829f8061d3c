import type { WholeSource } from '../git/source.ts';
import type { App } from '../model/app.ts';
import type { Origin, Release } from '../model/release.ts';
import type { Output } from './output.ts';

/** What shall go live, for whom. */
interface Job {
  app: App;
  developer: string;
  output: Output;
  /** Aborts when nobody waits for the deploy any more. */
  signal: AbortSignal;
}

/** A build that was announced before it began, and how it is made. */
export interface BuildWish {
  /** Of the record that it has already, which its caller ends. */
  id: string;
  /** What the release comes from, for people. */
  description?: string | undefined;
  /** The file that is read as convox.yml. */
  manifest?: string | undefined;
  /** Whether to leave out what the engine has in its cache. */
  anew?: boolean | undefined;
  /** Values of ARGs, besides those of the manifest; they can be read in the image. */
  args?: Readonly<Record<string, string>> | undefined;
}

/** A commit that shall go live. */
export interface DeployJob extends Job {
  source: WholeSource;
  /** How the commit came here; by a push unless told. */
  origin?: Origin;
  build?: BuildWish;
}

/** An image, built elsewhere, that shall go live as it is. */
export interface ImageDeployJob extends Job {
  /** As `docker pull` takes it. */
  image: string;
  /** Process type → command line; null runs the image's own command. */
  processes: Record<string, string | null>;
  /** Whether the developer may touch the app of this name, and so its images. */
  sees(app: string): boolean;
}

/** How a release of images that are there differs from the live one. */
export interface RedeployOptions {
  /** Whose images it has; undefined: the live release's. */
  release?: Release;
  /** The app's environment, where it is not that of now. */
  env?: Record<string, string>;
  description?: string;
  /** Those images were live with that environment: the release phase is not run again. */
  isProven?: boolean;
  signal?: AbortSignal;
}

/** For whom a release goes live that was made before, and where that is told. */
export interface PromotePlace extends Pick<Job, 'output' | 'signal'> {
  developer?: string | undefined;
  /** It was live with that environment: the release phase is not run again. */
  isProven?: boolean | undefined;
}

/** What is announced of a deploy, whatever kind of. */
export type AnnouncedJob = Pick<Job, 'app' | 'output'> & Partial<Pick<DeployJob, 'developer' | 'source'>>;
