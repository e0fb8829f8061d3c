import type { Runtime, RuntimeName, SystemPackages, VersionPin } from '../plan.ts';

/** What one stage of a Dockerfile starts from: an image, and the lines (as root) that put into it what it lacks. */
export interface Base {
  /** As `FROM` takes it. */
  image: string;
  /** What it is exactly, for the record: its id or its digest in its registry. */
  digest: string;
  lines: readonly string[];
}

/** Where an app's build starts from, and its image. Both have the user `app` (1000) with a home. */
export interface Bases {
  build: Base;
  run: Base;
}

/** What a plan needs of its base images. */
export interface Needs {
  runtimes: readonly Runtime[];
  packages: SystemPackages;
}

/** Knows which versions of the runtimes there are, and makes base images of them. */
export interface Stack {
  readonly name: 'debian' | 'official';
  /** The version that an app gets for what it asks; throws a `Failure` `no_such_version` that names what there is. */
  resolve(runtime: RuntimeName, pin: VersionPin): Promise<string>;
  /** The bases of a plan; makes them where that is this stack's way. `say` is told what takes long. */
  bases(needs: Needs, say: (line: string) => void, signal: AbortSignal): Promise<Bases>;
}
