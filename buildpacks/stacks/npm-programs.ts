import { LTS } from '../node/version.ts';
import { npmVersions } from './npm-versions.ts';

/** The versions of Node.js, by an npm package that has them all. Those before 8 know nothing of NODE_EXTRA_CA_CERTS. */
export function nodeVersions(folder: string, npmPackage: string) {
  const howToAsk = '"engines": { "node": "26.x" } in package.json.';
  return npmVersions({ folder, npmPackage, title: 'Node.js', preferred: LTS, oldest: '8.0.0', howToAsk });
}

/** The versions of Bun. */
export function bunVersions(folder: string) {
  const howToAsk = '"engines": { "bun": "1.x" } in package.json, or a .bun-version file.';
  return npmVersions({ folder, npmPackage: 'bun', title: 'Bun', howToAsk });
}

/** The versions of Deno since 2.0.2, the first with binaries in the npm registry. */
export function denoVersions(folder: string) {
  const howToAsk = 'a .deno-version file with a line such as 2.x';
  return npmVersions({ folder, npmPackage: '@deno/linux-x64-glibc', title: 'Deno', howToAsk });
}
