import type { Surroundings, Tree } from '../plan.ts';
import { type PackageJson, parsePackageJson } from './package-json.ts';
import { type Workspace, workspacesOf } from './workspaces.ts';

/** A tree with a package.json at its top, as far as it is read to plan its build. */
export interface Project {
  tree: Tree;
  files: ReadonlySet<string>;
  manifest: PackageJson;
  workspaces: readonly Workspace[];
  procfile: string;
  /** The app's environment. */
  env: Surroundings['env'];
}

/** Reads the manifests of a tree; a tree without a package.json has an empty one. */
export async function readProject(tree: Tree, env: Surroundings['env']): Promise<Project> {
  const files = new Set(await tree.files());
  const manifest = parsePackageJson((await tree.read('package.json')) ?? '{}');
  const workspaces = await workspacesOf(tree, files, manifest);
  return { tree, files, manifest, workspaces, procfile: (await tree.read('Procfile')) ?? '', env };
}

/** Whether a package is among the dependencies of any kind. */
export function dependsOn({ manifest }: Project, name: string): boolean {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return [dependencies, devDependencies, optionalDependencies].some((each) => each?.[name] !== undefined);
}
