import { Failure } from '../lib/failure.ts';
import { planNode } from './node.ts';
import type { Plan, ResolveVersion, Tree } from './plan.ts';

/** How a pushed tree becomes an image: by its own Dockerfile, or by the plan of a buildpack. */
export type Detected = { kind: 'dockerfile' } | { kind: 'plan'; plan: Plan };

/** What detection needs besides the tree: the app's environment, and who knows which versions exist. */
export interface Surroundings {
  env: Readonly<Record<string, string>>;
  nodeVersion: ResolveVersion;
}

/** Looks at a tree: a Dockerfile wins, then the buildpacks in their order. Throws when nothing fits. */
export async function detect(tree: Tree, { env, nodeVersion }: Surroundings): Promise<Detected> {
  const files = await tree.files();
  if (files.includes('Dockerfile')) return { kind: 'dockerfile' };
  const plan = await planNode(tree, env, nodeVersion);
  if (plan) return { kind: 'plan', plan };
  throw new Failure('no_language', `No language was found among the ${files.length} files of this commit.`, {
    hint: 'Add a package.json (Node.js) or a Dockerfile to the top folder, commit and push again.',
  });
}
