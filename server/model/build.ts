export type BuildState = 'waiting' | 'running' | 'complete' | 'failed' | 'cancelled';

/** An image that another one is made of. */
export interface BaseImage {
  /** As `FROM` names it. */
  image: string;
  /** What it is exactly: its digest in its registry, or its id where none told one. */
  digest: string;
}

/** The making of one image. */
export interface Build {
  /** `B` and nine capital letters. */
  id: string;
  app: string;
  /** Which of the app's images: its name in the manifest. */
  unit: string;
  /** Empty while the tarball that it is made of is not read yet. */
  commit: string;
  state: BuildState;
  /** ISO 8601; of one that waits for its turn, since when. */
  startedAt: string;
  endedAt: string | undefined;
  createdBy: string;
  /** What it is built on, in the order of the stages; empty until that is known. */
  bases: readonly BaseImage[];
  /** Why there is no image, for people. */
  reason: string | undefined;
  /** The image in the registry, by digest. */
  image: string | undefined;
  /** What whoever started it says of it. */
  description: string | undefined;
  /** The commit that a tarball was taken from, as its client told. */
  gitSha: string | undefined;
}

/** Whether it may still become an image. */
export function isUnfinished({ state }: Build): boolean {
  return state === 'waiting' || state === 'running';
}

/** How long it took, or takes by now, in seconds. */
export function secondsOf({ startedAt, endedAt }: Build, now = Date.now()): number {
  return Math.max(0, (endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt)) / 1000;
}
