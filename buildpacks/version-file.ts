import type { Tree, VersionPin } from './plan.ts';

/** Where a language's version may stand, besides the files of its own. */
export interface PinPlaces {
  env: Readonly<Record<string, string>>;
  /** The variable of the app's environment that wins: `NODE_VERSION`. */
  variable: string;
  /** What the language's own manifests say, the first that says something wins. */
  manifests: readonly { wanted: string | undefined; from: string }[];
  /** Files that hold one version, in their order. */
  files: readonly string[];
  /** The name of the language in `.tool-versions`. */
  tool: RegExp;
}

/** The version that an app asks for, and where: environment, manifests, version files, `.tool-versions`; undefined when nowhere. */
export async function pinIn(tree: Tree, places: PinPlaces): Promise<VersionPin | undefined> {
  const { env, variable, manifests, files, tool } = places;
  if (env[variable]) return { wanted: env[variable].trim(), from: `${variable} in the environment` };
  const told = manifests.find(({ wanted }) => wanted?.trim());
  if (told) return { wanted: told.wanted!.trim(), from: told.from };
  for (const file of files) {
    const wanted = linesOf(await tree.read(file))[0];
    if (wanted) return { wanted, from: file };
  }
  const wanted = linesOf(await tree.read('.tool-versions')).flatMap((line) => versionOf(tool, line))[0];
  return wanted === undefined ? undefined : { wanted, from: '.tool-versions' };
}

// Private

function linesOf(text = ''): string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
}

/** asdf takes the first of several versions, and `latest:20` for the newest 20. */
function versionOf(tool: RegExp, line: string): string[] {
  const [name, version] = line.split(/\s+/);
  return version !== undefined && tool.test(name!) ? [version.replace(/^latest:/, '')] : [];
}
