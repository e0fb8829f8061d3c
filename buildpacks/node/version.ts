import type { Tree, VersionPin } from '../plan.ts';
import type { PackageJson } from './package-json.ts';

/** The major version under long-term support, for apps that ask for none. Moves once a year, with a changelog entry. */
export const LTS = '26';

const LTS_NAMES: Record<string, string> = {
  argon: '4', boron: '6', carbon: '8', dubnium: '10', erbium: '12', fermium: '14',
  gallium: '16', hydrogen: '18', iron: '20', jod: '22', krypton: '24', '*': LTS,
}; // biome-ignore format: one glance

/** The Node.js version an app asks for: environment, engines, .nvmrc, .node-version, .tool-versions, else the LTS. */
export async function nodePin(
  tree: Tree,
  files: ReadonlySet<string>,
  manifest: PackageJson,
  env: Readonly<Record<string, string>>,
): Promise<VersionPin> {
  if (env.NODE_VERSION) return { wanted: normal(env.NODE_VERSION), from: 'NODE_VERSION in the environment' };
  const engine = manifest.engines?.node?.trim();
  if (engine) return { wanted: normal(engine), from: 'engines in package.json' };
  for (const file of ['.nvmrc', '.node-version', '.tool-versions']) {
    const wanted = files.has(file) ? versionIn(file, (await tree.read(file)) ?? '') : undefined;
    if (wanted) return { wanted: normal(wanted), from: file };
  }
  return { wanted: LTS, from: 'no version asked for: the current LTS' };
}

// Private

function versionIn(file: string, text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  if (file !== '.tool-versions') return lines.find((line) => line !== '');
  return lines.map((line) => /^node(?:js)?\s+(\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
}

/** nvm's and asdf's words as npm's ranges: `v22` → `22`, `lts/iron` → `20`, `node` → `*`. */
function normal(wanted: string): string {
  const lts = /^lts\/(.+)$/i.exec(wanted)?.[1]?.toLowerCase();
  if (lts !== undefined) return LTS_NAMES[lts] ?? wanted;
  if (/^(node|latest|current|stable)$/i.test(wanted)) return '*';
  if (/^lts$/i.test(wanted)) return LTS;
  return wanted.replace(/^v(?=\d)/, '');
}
