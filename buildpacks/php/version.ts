import type { Tree, VersionPin } from '../plan.ts';
import { pinIn } from '../version-file.ts';
import type { ComposerJson } from './composer.ts';

/** The PHP version an app asks for: environment, composer.json (the platform first), .php-version, .tool-versions, else the newest. */
export async function phpPin(
  tree: Tree,
  { config, require }: ComposerJson,
  env: Readonly<Record<string, string>>,
): Promise<VersionPin> {
  const found = await pinIn(tree, {
    env,
    variable: 'PHP_VERSION',
    manifests: [
      { wanted: config?.platform?.php, from: 'config.platform in composer.json' },
      { wanted: require?.php, from: 'require in composer.json' },
    ],
    files: ['.php-version'],
    tool: /^php$/,
  });
  return found ?? { wanted: '*', from: 'no version asked for: the newest' };
}
