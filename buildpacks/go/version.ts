import type { Tree, VersionPin } from '../plan.ts';
import { toolVersion } from '../tool-versions.ts';
import type { GoModule } from './module.ts';

/** The Go of apps that ask for none. Moves twice a year, with a changelog entry. */
export const STANDARD = '1.27';

/**
 * The Go version an app asks for: environment, Heroku's comment, toolchain and go of go.mod (or go.work), .go-version,
 * .tool-versions, mise.toml, else the standard one.
 */
export async function goPin(
  tree: Tree,
  files: ReadonlySet<string>,
  { file, module }: { file: string; module: GoModule },
  env: Readonly<Record<string, string>>,
): Promise<VersionPin> {
  for (const name of ['GOVERSION', 'GO_VERSION'])
    if (env[name]) return { wanted: normal(env[name]), from: `${name} in the environment` };
  const { heroku, toolchain, go } = module;
  if (heroku.goVersion) return { wanted: normal(heroku.goVersion), from: `+heroku goVersion in ${file}` };
  if (toolchain) return { wanted: normal(toolchain), from: `toolchain in ${file}` };
  if (go) return { wanted: normal(go), from: `go in ${file}` };
  const alone = files.has('.go-version') ? (await tree.read('.go-version'))?.trim() : undefined;
  if (alone) return { wanted: normal(alone), from: '.go-version' };
  const tool = await toolVersion(tree, files, ['golang', 'go']);
  if (tool) return { ...tool, wanted: normal(tool.wanted) };
  return { wanted: STANDARD, from: 'no version asked for: the current Go' };
}

// Private

/** `go1.22.5` → `1.22.5`; `1.22.x` is what `1.22` means. */
const normal = (wanted: string) => wanted.replace(/^(go|v)(?=\d)/, '').replace(/\.[x*]$/, '');
