import { randomInt } from 'node:crypto';

export type ReleaseState = 'created' | 'deploying' | 'live' | 'failed';

/**
 * What a release was made from: a commit that was pushed, a tarball (which became a commit too), the whole of it or one
 * `directory`; or an image as it was named.
 */
export type Origin = { kind: 'commit' | 'tarball'; directory?: string } | { kind: 'image'; name: string };

/** A release: an image and the environment it runs with. It never changes after it was made, but for its state. */
export interface Release {
  /** `R` and nine capital letters. */
  id: string;
  app: string;
  /** 1, 2, 3… within its app, as in `v4`. */
  version: number;
  /** What was built; undefined of an image that was deployed as it is. */
  commit: string | undefined;
  origin: Origin;
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

/** What a release runs, in a word: the first digits of its commit, or that it is an image. */
export function whatRuns({ commit }: Pick<Release, 'commit'>): string {
  return commit?.slice(0, 7) ?? 'image';
}

/** Live releases of an app, newest first, that can be gone back to with all they had. */
export const KEPT_RELEASES = 10;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A new id of a release (`R…`) or a build (`B…`). */
export function newId(kind: 'R' | 'B'): string {
  return kind + Array.from({ length: 9 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
