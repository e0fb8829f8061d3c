import type { RuntimeName, VersionPin } from '../../plan.ts';

/** How Docker Official Images have one runtime. */
export interface OfficialRuntime {
  name: RuntimeName;
  /** The version for what an app asks; throws a `Failure` `no_such_version` that names what there is. */
  resolve(pin: VersionPin): Promise<string>;
  /** The image, with its tag, in which apps of this version are built or run: `node:22.12.0-slim`. */
  image(version: string, stage: 'build' | 'run'): string;
  /** Lines that put into that image what it lacks, besides the parts of the runtime that are asked for. */
  lines?(stage: 'build' | 'run', parts: readonly string[]): readonly string[];
  /** Lines that put it, out of its image, into an image of another language. */
  copy(image: string): readonly string[];
}
