import type { PackageJson } from '../node/package-json.ts';
import type { Surroundings, Tree, VersionPin } from '../plan.ts';
import { pinIn } from '../version-file.ts';

/** The Deno an app asks for: environment, engines, .deno-version, .dvmrc, .tool-versions, else the newest. */
export async function denoPin(tree: Tree, { engines }: PackageJson, env: Surroundings['env']): Promise<VersionPin> {
  const pin = await pinIn(tree, {
    env,
    variable: 'DENO_VERSION',
    manifests: [{ wanted: engines?.deno, from: 'engines in package.json' }],
    files: ['.deno-version', '.dvmrc'],
    tool: /^deno$/,
  });
  if (!pin) return { wanted: '*', from: 'no version asked for: the newest' };
  return { ...pin, wanted: /^(latest|stable)$/i.test(pin.wanted) ? '*' : pin.wanted.replace(/^v(?=\d)/, '') };
}
