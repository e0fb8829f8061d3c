import { posix } from 'node:path';
import type { Tree } from '../plan.ts';
import { isTable, parseToml, type TomlTable, type TomlValue, tableAt, texts } from '../toml.ts';

/** What `cargo build` makes of a tree. */
export interface Programs {
  /** Names of binaries, in order. */
  names: readonly string[];
  /** The one that `cargo run` starts; undefined when Cargo.toml does not say. */
  first: string | undefined;
}

/** The binaries of the packages that Cargo builds by itself: the one at the top, else the default members, else all. */
export async function programsOf(tree: Tree, files: ReadonlySet<string>, manifest: TomlTable): Promise<Programs> {
  const { package: own } = manifest;
  if (own !== undefined) return { names: binaries('.', manifest, files), first: defaultRun(manifest) };
  const folders = membersOf(manifest, files);
  const members = await Promise.all(
    folders.map(async (folder) => {
      const path = posix.join(folder, 'Cargo.toml');
      return { folder, manifest: parseToml((await tree.read(path)) ?? '', path) };
    }),
  );
  const names = members.flatMap((member) => binaries(member.folder, member.manifest, files));
  const first = members.map((member) => defaultRun(member.manifest)).find((name) => name !== undefined);
  return { names: [...new Set(names)], first };
}

// Private

function defaultRun(manifest: TomlTable): string | undefined {
  const name = tableAt(manifest, 'package')['default-run'];
  return typeof name === 'string' ? name : undefined;
}

/** Folders of a workspace, whose patterns may end in a star for a level of folders. */
function membersOf(manifest: TomlTable, files: ReadonlySet<string>): string[] {
  const workspace = tableAt(manifest, 'workspace');
  const patterns = texts(workspace['default-members'] ?? workspace.members);
  const excluded = texts(workspace.exclude);
  const folders = [...files].filter((file) => posix.basename(file) === 'Cargo.toml').map((file) => posix.dirname(file));
  const isMember = (folder: string) => patterns.some((pattern) => fits(folder, pattern)) && !excluded.includes(folder);
  return folders.filter(isMember).sort();
}

function fits(folder: string, pattern: string): boolean {
  const wanted = posix.normalize(pattern).replace(/\/$/, '').split('/');
  const parts = folder.split('/');
  return parts.length === wanted.length && wanted.every((each, at) => partFits(parts[at]!, each));
}

function partFits(part: string, pattern: string): boolean {
  const [before, ...after] = pattern.split('*');
  if (after.length === 0) return part === pattern;
  return part.startsWith(before!) && part.endsWith(after.at(-1)!);
}

/** What [[bin]] names, and what lies where Cargo looks by itself; binaries that need features are not built. */
function binaries(folder: string, manifest: TomlTable, files: ReadonlySet<string>): string[] {
  const { name, autobins } = tableAt(manifest, 'package');
  const told = tables(manifest.bin).filter((bin) => texts(bin['required-features']).length === 0);
  const skipped = tables(manifest.bin).filter((bin) => !told.includes(bin));
  const named = told.map((bin) => bin.name).filter((each) => typeof each === 'string');
  const isTold = (path: string) => tables(manifest.bin).some((bin) => bin.path === path);
  const main =
    typeof name === 'string' && files.has(posix.join(folder, 'src/main.rs')) && !isTold('src/main.rs') ? [name] : [];
  const found = autobins === false ? [] : [...main, ...inFolder(posix.join(folder, 'src/bin'), files)];
  return [...new Set([...found, ...named])].filter((each) => !skipped.some((bin) => bin.name === each));
}

/** `src/bin/a.rs` and `src/bin/b/main.rs`. */
function inFolder(folder: string, files: ReadonlySet<string>): string[] {
  const inside = [...files]
    .filter((file) => file.startsWith(`${folder}/`))
    .map((file) => file.slice(folder.length + 1));
  return inside.flatMap((file) => /^([^/]+)(?:\.rs|\/main\.rs)$/.exec(file)?.[1] ?? []).sort();
}

function tables(value: TomlValue | undefined): TomlTable[] {
  return Array.isArray(value) ? value.filter(isTable) : [];
}
