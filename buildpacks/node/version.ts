import { Failure } from '../../lib/failure.ts';
import type { Tree, VersionPin } from '../plan.ts';
import { pinIn } from '../version-file.ts';
import type { PackageJson } from './package-json.ts';

/** The major version under long-term support, for apps that ask for none. Moves once a year, with a changelog entry. */
export const LTS = '26';

const LTS_NAMES: Record<string, string> = {
  argon: '4', boron: '6', carbon: '8', dubnium: '10', erbium: '12', fermium: '14',
  gallium: '16', hydrogen: '18', iron: '20', jod: '22', krypton: '24', '*': LTS,
}; // biome-ignore format: one glance

/** The Node.js version an app asks for: environment, engines, volta, .nvmrc, .node-version, .tool-versions, else the LTS. */
export async function nodePin(
  tree: Tree,
  manifest: PackageJson,
  env: Readonly<Record<string, string>>,
): Promise<VersionPin> {
  const pin = await askedNode(tree, manifest, env);
  return pin ? { ...pin, wanted: normal(pin) } : { wanted: LTS, from: 'no version asked for: the current LTS' };
}

/** Where and which Node.js an app asks for, in its own words; undefined when it asks for none. */
export function askedNode(tree: Tree, { engines, volta }: PackageJson, env: Readonly<Record<string, string>>) {
  return pinIn(tree, {
    env,
    variable: 'NODE_VERSION',
    manifests: [
      { wanted: engines?.node, from: 'engines in package.json' },
      { wanted: volta?.node, from: 'volta in package.json' },
    ],
    files: ['.nvmrc', '.node-version'],
    tool: /^node(js)?$/,
  });
}

// Private

/** nvm's and asdf's words as npm's ranges: `v22` → `22`, `lts/iron` → `20`, `node` → `*`. */
function normal({ wanted, from }: VersionPin): string {
  if (/^(node|latest|current|stable)$/i.test(wanted)) return '*';
  if (/^lts$/i.test(wanted)) return LTS;
  const lts = /^(?:lts\/|lts-)(.+)$/i.exec(wanted)?.[1]?.toLowerCase();
  if (lts === undefined) return wanted.replace(/^v(?=\d)/, '');
  if (Object.hasOwn(LTS_NAMES, lts)) return LTS_NAMES[lts]!;
  throw new Failure('no_such_version', `There is no long-term support of Node.js called "${wanted}" (${from}).`, {
    hint: `Ask for a number, as in ${LTS}, or for one of lts/* and ${Object.keys(LTS_NAMES)
      .slice(-4, -1)
      .map((name) => `lts/${name}`)
      .join(', ')}.`,
  });
}
