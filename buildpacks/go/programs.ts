import { posix } from 'node:path';
import type { Tree } from '../plan.ts';

/** A main package: the name of its binary, and its folder. */
export interface Program {
  name: string;
  folder: string;
}

/** Folder → import path of the modules that are built. */
export type Modules = ReadonlyMap<string, string | undefined>;

/**
 * The main packages of a tree: the top of each module, then `cmd/*`, then every other folder with a main.go. Of two with
 * one name the first is built, because both would be the same file in bin/.
 */
export async function programsOf(tree: Tree, files: ReadonlySet<string>, modules: Modules): Promise<Program[]> {
  const folders = [...sourcesByFolder(files)].filter(([folder]) => !isApart(folder));
  const found = await Promise.all(
    folders.map(async ([folder, sources]) => {
      const module = moduleOf(folder, files);
      if (!modules.has(module)) return [];
      const rank = rankOf(posix.relative(module, folder), sources);
      if (rank === undefined || !(await isMain(tree, folder, sources))) return [];
      return [{ name: nameOf(folder, modules.get(folder)), folder, rank }];
    }),
  );
  const inOrder = found.flat().sort((a, b) => a.rank - b.rank || (a.folder < b.folder ? -1 : 1));
  const byName = new Map(inOrder.toReversed().map(({ name, folder }) => [name, { name, folder }]));
  return [...byName.values()].toReversed();
}

// Private

/** The names of Go files without tests, by folder. */
function sourcesByFolder(files: ReadonlySet<string>): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    if (!file.endsWith('.go') || file.endsWith('_test.go')) continue;
    const folder = posix.dirname(file);
    const sources = folders.get(folder) ?? [];
    sources.push(posix.basename(file));
    folders.set(folder, sources);
  }
  return folders;
}

/** What Go itself passes over or refuses as an import path, and what shows how a library is used. */
function isApart(folder: string): boolean {
  if (!/^[\w.~+/-]+$/.test(folder)) return true;
  return folder !== '.' && folder.split('/').some((name) => /^([._].*|vendor|testdata|examples?)$/.test(name));
}

/** The folder of the nearest go.mod upwards; the top has one, or its go.work. */
function moduleOf(folder: string, files: ReadonlySet<string>): string {
  if (folder === '.' || files.has(`${folder}/go.mod`)) return folder;
  return moduleOf(posix.dirname(folder), files);
}

function rankOf(inModule: string, sources: readonly string[]): number | undefined {
  if (inModule === '') return 0;
  if (/^cmd\/[^/]+$/.test(inModule)) return 1;
  return sources.includes('main.go') ? 2 : undefined;
}

async function isMain(tree: Tree, folder: string, sources: readonly string[]): Promise<boolean> {
  const inOrder = sources.includes('main.go') ? ['main.go'] : sources;
  for (const source of inOrder) {
    const text = (await tree.read(posix.join(folder, source))) ?? '';
    const isLeftOut = /^\/\/(go:build| ?\+build) .*\bignore\b/m.test(text);
    if (/^package\s+main\b/m.test(text) && !isLeftOut) return true;
  }
  return false;
}

/** As `go build` calls it: the last part of the import path that is no version (`example.com/shop/v2` → `shop`). */
function nameOf(folder: string, path: string | undefined): string {
  const parts = (path ?? folder).split('/');
  const last = parts.at(-1)!;
  return /^v\d+$/.test(last) && parts.length > 1 ? parts.at(-2)! : last;
}
