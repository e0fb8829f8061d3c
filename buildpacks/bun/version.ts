import { namedManager } from '../node/lockfile.ts';
import type { Project } from '../node/project.ts';
import type { VersionPin } from '../plan.ts';
import { pinIn } from '../version-file.ts';

/** The Bun an app asks for: environment, packageManager, engines, .bun-version, .tool-versions, else the newest. */
export async function bunPin({ tree, manifest, env }: Project): Promise<VersionPin> {
  const named = namedManager(manifest);
  const pin = await pinIn(tree, {
    env,
    variable: 'BUN_VERSION',
    manifests: [
      { wanted: named?.name === 'bun' ? named.version : undefined, from: 'packageManager in package.json' },
      { wanted: manifest.engines?.bun, from: 'engines in package.json' },
    ],
    files: ['.bun-version'],
    tool: /^bun$/,
  });
  if (!pin) return { wanted: '*', from: 'no version asked for: the newest' };
  return { ...pin, wanted: /^latest$/i.test(pin.wanted) ? '*' : pin.wanted.replace(/^(bun-)?v(?=\d)/, '') };
}
