import type { Readable } from 'node:stream';

/**
 * A commit's tree, read without a checkout; while a push runs, out of git's quarantine. Buildpacks read it, the build
 * takes its archive.
 */
export interface Source {
  readonly commit: string;
  /** The paths of all files, as git ls-tree -r gives them. */
  files(): Promise<string[]>;
  /** The content of a file, or undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** The tree as a tar stream (git archive). */
  archive(signal: AbortSignal): Readable;
}
