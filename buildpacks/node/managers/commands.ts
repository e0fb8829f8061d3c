import { shellWord } from '../../../lib/shell-word.ts';
import { HOME } from '../../dockerfile.ts';
import type { Manager } from '../lockfile.ts';
import type { Project } from '../project.ts';

/** Where package managers are put. The image's own folders belong to root; what an app brings lies in its user's home. */
export const TOOLS = `${HOME}/.local`;

/** Where npm keeps what it has downloaded. */
export const NPM_CACHE = `${HOME}/.npm`;

/** What a package manager runs. */
export interface Commands {
  /** Puts the package manager itself in place. */
  setup?: string;
  /** Installs everything, development dependencies too. */
  all: string;
  /** Installs what production needs. */
  production: string;
  /** Removes the development dependencies; undefined where the manager cannot. */
  prune?: string | undefined;
  /** Runs a script of package.json, in the build. */
  script(name: string): string;
  /** Runs the start script, of a workspace or of the top, as a process. */
  start(workspace?: string): string;
  /** Keeps downloads from build to build. */
  cache: string;
  /** Folders in /app that hold the installed packages. */
  modules: readonly string[];
  /** Whether other files of /app tell where packages are (`.pnp.cjs`), so that the tree alone does not do. */
  leavesFiles?: boolean;
  /** What of it the image does not need. */
  dropped?: readonly string[];
  env?: Readonly<Record<string, string>>;
  notes?: readonly string[];
}

/** How a manager works in a project. */
export type CommandsOf = (project: Project, manager: Manager) => Promise<Commands> | Commands;

/** Installs a package manager from the npm registry. */
export function globally(name: string, version: string): string {
  return `npm install --global --prefix ${TOOLS} --no-audit --no-fund ${shellWord(`${name}@${version}`)}`;
}

/** The first number of a range: `^1.22` → 1. */
export function majorOf(version: string | undefined): number | undefined {
  const number = /\d+/.exec(version ?? '')?.[0];
  return number === undefined ? undefined : Number(number);
}
