import { join } from 'node:path';
import { goVersion, goVersionUnasked } from '../go-versions.ts';
import { remembered } from '../remembered.ts';
import type { BaseImageJob, BaseImages } from './base-images.ts';
import { aptInstall, type DebianRuntime } from './runtime.ts';

/**
 * Go in any exact version: Debian's own `go` fetches the toolchain from the module proxy as Go itself does, checked by the
 * checksum database. `folder` keeps what was asked of the proxy.
 */
export function goOnDebian(options: {
  folder: string;
  baseImage: string;
  images: BaseImages;
  arch?: string;
}): DebianRuntime {
  const platform = `linux-${(options.arch ?? process.arch) === 'x64' ? 'amd64' : 'arm64'}`;
  const versions = remembered(join(options.folder, `versions-${platform}.json`), () => ask(options, platform));
  const lines = (version: string) => [`RUN ${install(`${TOOLCHAIN}@v0.0.1-go${version}.${platform}`)}`, ENV];
  return {
    name: 'go',
    resolve: (pin) =>
      versions().then(
        (found) => goVersion(pin, found),
        (cause) => goVersionUnasked(pin, cause),
      ),
    suite: () => undefined,
    build: lines,
    run: lines,
  };
}

// Private

/** The module that holds Go's own programs, in versions such as `v0.0.1-go1.22.5.linux-amd64`. */
const TOOLCHAIN = 'golang.org/toolchain';

/** An app gets the Go that it was told, and no other that some module of it would like. */
const ENV = 'ENV PATH=/usr/local/go/bin:$PATH GOTOOLCHAIN=local';

/** Git is for modules that the proxy does not have, a compiler for those with C in them. Modules hold no executable files. */
function install(module: string): string {
  return [
    'apt-get update -q',
    'DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends ca-certificates gcc g++ libc6-dev pkg-config git golang-go',
    `go mod download ${module} && mv /root/go/pkg/mod/${module} /usr/local/go && rm -rf /root/go`,
    'chmod -R u+w /usr/local/go && chmod +x /usr/local/go/bin/* /usr/local/go/pkg/tool/*/*',
    "apt-get purge -qy 'golang-*' && apt-get autoremove -qy --purge",
    'rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/dpkg.log',
    '/usr/local/go/bin/go version',
  ].join(' \\\n && ');
}

/** Asked in an image with Debian's Go: the rack's machine need not have any. */
async function ask(
  { baseImage, images }: { baseImage: string; images: BaseImages },
  platform: string,
): Promise<string[]> {
  const job: BaseImageJob = {
    name: 'rack/versions',
    contents: 'go',
    title: 'what knows the versions of Go',
    dockerfile: `FROM ${baseImage}\n${aptInstall('ca-certificates', 'golang-go')}\n`,
    files: async () => ({}),
  };
  const listed = await images.ask(job, ['go', 'list', '-m', '-versions', TOOLCHAIN]);
  const found = listed.matchAll(/v0\.0\.1-go(\S+)\.(linux-\w+)/g);
  return [...found].flatMap(([, version, on]) => (on === platform ? [version!] : []));
}
