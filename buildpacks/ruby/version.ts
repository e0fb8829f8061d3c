import type { Tree, VersionPin } from '../plan.ts';
import { pinIn } from '../version-file.ts';
import type { Gemfile } from './gemfile.ts';

/** The Ruby version an app asks for: environment, Gemfile, .ruby-version, .tool-versions, else the newest. */
export async function rubyPin(
  tree: Tree,
  { ruby }: Gemfile,
  env: Readonly<Record<string, string>>,
): Promise<VersionPin> {
  const places = { env, variable: 'RUBY_VERSION', files: ['.ruby-version'], tool: /^ruby$/ };
  const found = await pinIn(tree, { ...places, manifests: ruby ? [ruby] : [] });
  if (found === undefined) return { wanted: '*', from: 'no version asked for: the newest' };
  return { ...found, wanted: found.wanted.replace(/^ruby-(?=\d)/, '') };
}
