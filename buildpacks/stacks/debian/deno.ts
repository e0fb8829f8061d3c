import { denoVersions } from '../npm-programs.ts';
import { npmPackage } from './npm-package.ts';
import type { DebianRuntime } from './runtime.ts';

/** Deno in any exact version since 2.0.2, which is the first in the npm registry. */
export function denoOnDebian({ folder, arch = process.arch }: { folder: string; arch?: string }): DebianRuntime {
  const lines = () => [`RUN --mount=type=bind,target=/context ${INSTALL}`];
  return {
    name: 'deno',
    resolve: denoVersions(folder),
    suite: () => undefined,
    build: lines,
    run: lines,
    files: async (version, signal) => ({
      'deno.tgz': await npmPackage(folder, `@deno/linux-${arch}-glibc`, version, signal),
    }),
  };
}

// Private

const INSTALL =
  'tar -xzf /context/deno.tgz -C /usr/local/bin --strip-components=1 --no-same-owner package/deno && chmod +x /usr/local/bin/deno && deno --version';
