import { join } from 'node:path';
import { remembered } from '../remembered.ts';
import { rustVersion } from '../rust-versions.ts';
import type { BaseImages } from './base-images.ts';
import { aptInstall, type DebianRuntime, type Suite } from './runtime.ts';

/**
 * Rust as Debian has it: one for each release, and a newer one in bookworm, which its security team keeps for what browsers
 * need. `folder` keeps which that one is.
 */
export function rustOnDebian(options: { folder: string; baseImage: string; images: BaseImages }): DebianRuntime {
  const newest = remembered(join(options.folder, 'versions.json'), () => ask(options));
  return {
    name: 'rust',
    resolve: async (pin) => rustVersion(pin, [...Object.keys(OF_SUITES), ...(await newest())], 'Debian'),
    suite: (version) => OF_SUITES[version] ?? 'bookworm',
    build: (version) => [aptInstall(...toolsOf(version), ...COMPILERS), 'RUN rustc --version && cargo --version'],
    run: (version) => [aptInstall(...toolsOf(version), ...COMPILERS)],
  };
}

// Private

const OF_SUITES: Readonly<Record<string, Suite>> = { '1.63.0': 'bookworm', '1.85.1': 'trixie' };

/** What crates with C in them are compiled by, and what most of them link to. */
const COMPILERS = ['ca-certificates', 'gcc', 'g++', 'libc6-dev', 'make', 'pkg-config', 'libssl-dev', 'git'];

/** A version that has gone from Debian since it was asked is not there any more, and not another one in its place. */
function toolsOf(version: string): string[] {
  return OF_SUITES[version]
    ? ['rustc', 'cargo']
    : [`rustc-web=${version}*`, `cargo-web=${version}*`, `libstd-rust-web-dev=${version}*`];
}

async function ask({ baseImage, images }: { baseImage: string; images: BaseImages }): Promise<string[]> {
  const job = {
    name: 'rack/versions',
    contents: 'debian',
    title: "what knows Debian's packages",
    dockerfile: `FROM ${baseImage}\n`,
    files: async () => ({}),
  };
  const policy = await images.ask(job, ['sh', '-c', 'apt-get update -qq >/dev/null && apt-cache policy cargo-web']);
  const version = /Candidate: (\d+\.\d+\.\d+)/.exec(policy)?.[1];
  return version === undefined ? [] : [version];
}
