import type { Tree, VersionPin } from '../plan.ts';
import { parseToml, type TomlTable, tableAt } from '../toml.ts';
import { toolVersion } from '../tool-versions.ts';

/**
 * The Rust an app asks for: environment, rust-toolchain.toml or rust-toolchain, .tool-versions, mise.toml, then rust-version of
 * Cargo.toml, which is the oldest that does; else the newest there is.
 */
export async function rustPin(
  tree: Tree,
  files: ReadonlySet<string>,
  manifest: TomlTable,
  env: Readonly<Record<string, string>>,
): Promise<VersionPin> {
  if (env.RUST_VERSION) return { wanted: env.RUST_VERSION.trim(), from: 'RUST_VERSION in the environment' };
  const toolchain = await toolchainOf(tree, files);
  if (toolchain) return toolchain;
  const tool = await toolVersion(tree, files, ['rust']);
  if (tool) return tool;
  const oldest = [['package'], ['workspace', 'package']].map((keys) => tableAt(manifest, ...keys)['rust-version']);
  const level = oldest.find((version) => typeof version === 'string');
  if (level !== undefined) return { wanted: `${level} or newer`, from: 'rust-version in Cargo.toml' };
  return { wanted: 'stable', from: 'no version asked for: the newest' };
}

// Private

/** The old form of rust-toolchain is one line, the new one is TOML. */
async function toolchainOf(tree: Tree, files: ReadonlySet<string>): Promise<VersionPin | undefined> {
  const file = ['rust-toolchain', 'rust-toolchain.toml'].find((each) => files.has(each));
  if (file === undefined) return undefined;
  const text = (await tree.read(file)) ?? '';
  if (!text.includes('[')) return { wanted: withoutTarget(text.trim()), from: file };
  const { channel } = tableAt(parseToml(text, file), 'toolchain');
  return typeof channel === 'string' ? { wanted: withoutTarget(channel), from: `channel in ${file}` } : undefined;
}

/** `1.85.0-x86_64-unknown-linux-gnu` → `1.85.0` */
const withoutTarget = (channel: string) => channel.replace(/-(x86_64|aarch64)-.*$/, '');
