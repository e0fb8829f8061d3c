import type { Step, Tree } from '../plan.ts';
import type { Dependencies } from './dependencies.ts';
import type { Pyproject } from './pyproject.ts';

/** How the packages of an app are installed. */
export interface Packages {
  steps: readonly Step[];
  notes: readonly string[];
  /** What is known to be installed. */
  dependencies: Dependencies;
}

/** The tree of an app, as far as its packages matter. */
export interface Project {
  tree: Tree;
  files: ReadonlySet<string>;
  pyproject: Pyproject | undefined;
}
