import type { RuntimeName, VersionPin } from '../../plan.ts';

/** The Debian releases that this stack builds on, the standard one first. */
export const SUITES = ['bookworm', 'trixie'] as const;
export type Suite = (typeof SUITES)[number];

/** How Debian gets one runtime: from its own packages, or from the language's registry. */
export interface DebianRuntime {
  name: RuntimeName;
  /** The version for what an app asks; throws a `Failure` `no_such_version` that names what there is. */
  resolve(pin: VersionPin): Promise<string>;
  /** The Debian release that has this version; undefined where each of them can. */
  suite(version: string): Suite | undefined;
  /** Lines of a Dockerfile, run as root, that put it into an image in which apps are built. */
  build(version: string, parts: readonly string[]): readonly string[];
  /** The same for an image in which apps run; nothing of the build stage is there. */
  run(version: string, parts: readonly string[]): readonly string[];
  /** Files of the context, by name, for lines that mount it: `RUN --mount=type=bind,target=/context …` makes one layer. */
  files?(version: string, signal: AbortSignal): Promise<Record<string, Buffer>>;
}

/** A line that installs Debian packages and leaves no lists behind. */
export function aptInstall(...packages: readonly string[]): string {
  return `RUN apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/dpkg.log`;
}
