import { posix } from 'node:path';
import { parse } from 'yaml';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { Tree } from '../plan.ts';
import { folderFits } from './glob.ts';
import { type PackageJson, parsePackageJson } from './package-json.ts';

/** A package of the repository besides the one at the top. */
export interface Workspace {
  folder: string;
  manifest: PackageJson;
}

/** The workspaces that package.json (npm, yarn, bun) or pnpm-workspace.yaml names. */
export async function workspacesOf(
  tree: Tree,
  files: ReadonlySet<string>,
  manifest: PackageJson,
): Promise<Workspace[]> {
  const patterns = await patternsOf(tree, manifest);
  const [wanted, unwanted] = [
    patterns.filter((each) => !each.startsWith('!')),
    patterns.filter((each) => each.startsWith('!')),
  ];
  if (wanted.length === 0) return [];
  const folders = [...files]
    .filter((file) => file.endsWith('/package.json') && !file.split('/').includes('node_modules'))
    .map(posix.dirname)
    .filter((folder) => wanted.some((each) => folderFits(folder, each)))
    .filter((folder) => !unwanted.some((each) => folderFits(folder, each.slice(1))));
  return Promise.all(
    folders.sort().map(async (folder) => {
      const path = `${folder}/package.json`;
      return { folder, manifest: parsePackageJson((await tree.read(path)) ?? '', path) };
    }),
  );
}

// Private

async function patternsOf(tree: Tree, { workspaces }: PackageJson): Promise<string[]> {
  const text = await tree.read('pnpm-workspace.yaml');
  const packages = text === undefined ? (Object(workspaces).packages ?? workspaces) : packagesIn(text);
  return Array.isArray(packages) ? packages.filter((each): each is string => typeof each === 'string') : [];
}

function packagesIn(text: string): unknown {
  try {
    return Object(parse(text)).packages;
  } catch (cause) {
    throw new Failure('bad_workspaces', `pnpm-workspace.yaml is no valid YAML: ${messageOf(cause)}`, {
      hint: 'Mend it, commit and push again.',
    });
  }
}
