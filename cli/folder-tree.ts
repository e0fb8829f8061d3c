import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Tree } from '../buildpacks/plan.ts';
import { Failure } from '../lib/failure.ts';
import { run } from '../lib/run.ts';

/** What lies beside the sources and is never pushed. */
const NEVER = ['.git', 'node_modules'];

/** A folder as the tree that would be pushed: in a repository what git knows or would add, else all files. */
export async function folderTree(folder: string): Promise<Tree> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw new Failure('no_folder', `There is no folder ${folder}.`, { hint: 'Name the folder of an app.' });
  const files = (await gitFiles(folder)) ?? (await allFiles(folder));
  const there = new Set(files);
  const read = async (path: string) =>
    there.has(path) ? readFile(join(folder, path), 'utf8').catch(absent) : undefined;
  return { files: async () => files, read };
}

// Private

async function gitFiles(folder: string): Promise<string[] | undefined> {
  // A repository may name a program of its own that looks for changes; who only looks does not run it.
  const argv = [
    'git',
    '-C',
    folder,
    '-c',
    'core.fsmonitor=false',
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ];
  const { code, stdout } = await run(argv, { ok: [0, 128] });
  return code === 0 ? stdout.split('\0').filter((path) => path !== '') : undefined;
}

async function allFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return paths.filter((path) => !path.split('/').some((part) => NEVER.includes(part)));
}

/** Git knows files that were deleted and not yet committed. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'EISDIR') return undefined;
  throw error;
}
