import { planOf } from './node/plan.ts';
import { readProject } from './node/project.ts';
import type { Buildpack } from './plan.ts';

/** Node.js: a tree with a package.json at its top. */
export const node: Buildpack = {
  language: 'node',
  title: 'Node.js',
  detect: (files) => (files.has('package.json') ? 'package.json' : undefined),
  plan: async (tree, because, { env, resolve }) => {
    const program = { command: 'node', mains: ['server.js', 'index.js', 'app.js'] };
    return planOf({ language: 'node', title: 'Node.js', program }, await readProject(tree, env), because, { resolve });
  },
};
