import type { Project } from './project.ts';

/** What node-gyp runs. */
const COMPILERS = ['g++', 'make', 'python3'];

/** Packages by which others are compiled, or find what was compiled: in a lockfile they tell that something is. */
const BUILDERS = ['node-gyp', 'node-gyp-build', 'node-addon-api', 'nan', 'bindings', 'prebuild-install', 'cmake-js', 'napi-macros']; // biome-ignore format: one glance

/** Well-known packages that are compiled, for apps without a lockfile. */
const COMPILED = ['argon2', 'bcrypt', 'better-sqlite3', 'bufferutil', 'canvas', 'cpu-features', 'isolated-vm', 'leveldown', 'node-pty', 'node-sass', 're2', 'serialport', 'sqlite3', 'usb', 'utf-8-validate']; // biome-ignore format: one glance

/** The Debian packages with which the packages of an app are compiled; none where nothing is. */
export async function compilers({ tree, manifest }: Project, lockfile: string | undefined): Promise<string[]> {
  if (lockfile === 'bun.lockb') return COMPILERS; // Not readable as text, so it cannot tell.
  const text = lockfile === undefined ? JSON.stringify(manifest) : await tree.read(lockfile);
  return namesOne(lockfile === undefined ? COMPILED : BUILDERS).test(text ?? '') ? COMPILERS : [];
}

// Private

/** A package in any lockfile: `"node_modules/nan": {`, `nan@^2.1:`, `/nan/2.1.0:`, `"nan": [`. */
function namesOne(names: readonly string[]): RegExp {
  return new RegExp(`(^|["'/\\s])(${names.map((name) => name.replaceAll('+', '\\+')).join('|')})(["'@/]|$)`, 'm');
}
