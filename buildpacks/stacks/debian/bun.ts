import { bunVersions } from '../npm-programs.ts';
import { npmPackage } from './npm-package.ts';
import type { DebianRuntime } from './runtime.ts';

/** The npm packages with Bun's own binaries; the one for x64 that runs on every such processor. */
const PACKAGES: Readonly<Record<string, string>> = {
  x64: '@oven/bun-linux-x64-baseline',
  arm64: '@oven/bun-linux-aarch64',
};

/** Bun in any exact version, out of the npm registry. */
export function bunOnDebian({ folder, arch = process.arch }: { folder: string; arch?: string }): DebianRuntime {
  const lines = () => [`RUN --mount=type=bind,target=/context ${INSTALL}`];
  return {
    name: 'bun',
    resolve: bunVersions(folder),
    suite: () => undefined,
    build: lines,
    run: lines,
    files: async (version, signal) => ({
      'bun.tgz': await npmPackage(folder, PACKAGES[arch] ?? PACKAGES.x64!, version, signal),
    }),
  };
}

// Private

const INSTALL =
  'tar -xzf /context/bun.tgz -C /usr/local/bin --strip-components=2 --no-same-owner package/bin/bun && chmod +x /usr/local/bin/bun && ln -s bun /usr/local/bin/bunx && bun --version';
