import { randomInt } from 'node:crypto';

export type ReleaseState = 'created' | 'deploying' | 'live' | 'failed';

/** A release: an image and the environment it runs with. It never changes after it was made, but for its state. */
export interface Release {
  /** `R` and nine capital letters. */
  id: string;
  app: string;
  /** 1, 2, 3… within its app, as in `v4`. */
  version: number;
  commit: string;
  /** The image by digest: `registry/repository@sha256:…`. */
  image: string;
  /** Process type → command line; null runs the image's own command. */
  processes: Record<string, string | null>;
  /** The port that a `web` process listens on. */
  port: number;
  /** The names of the environment variables that come from the app's secret, in the version labelled with this release. */
  secrets: string[];
  /** ISO 8601. */
  createdAt: string;
  createdBy: string;
  state: ReleaseState;
  /** What it came from, for people: `Deploy 1a2b3c4`, `Set DATABASE_URL`. */
  description: string;
}

export type BuildState = 'running' | 'complete' | 'failed' | 'cancelled';

export interface Build {
  /** `B` and nine capital letters. */
  id: string;
  app: string;
  commit: string;
  state: BuildState;
  startedAt: string;
  endedAt: string | undefined;
  createdBy: string;
  /** Why it failed, for people. */
  reason: string | undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A new id of a release (`R…`) or a build (`B…`). */
export function newId(kind: 'R' | 'B'): string {
  return kind + Array.from({ length: 9 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
