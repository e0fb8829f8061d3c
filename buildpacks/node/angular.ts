import type { Framework } from './framework.ts';
import type { Project } from './project.ts';

/** What `ng build` leaves, by angular.json: files for a browser, or a server that makes pages. Undefined when that cannot be told. */
export async function readAngular({ tree }: Project): Promise<Framework | undefined> {
  const workspace = parsed(await tree.read('angular.json'));
  const [name, project] = theOnly(workspace) ?? [];
  const { builder, options = {} } = project?.architect?.build ?? {};
  if (name === undefined || builder === undefined) return undefined;
  const { base, browser, server } = outputOf(options.outputPath ?? `dist/${name}`);
  if (!builder.endsWith(':application')) return { ...ANGULAR, files: base, isSinglePage: true };
  if (options.ssr && options.outputMode !== 'static') return { ...ANGULAR, start: `node ${base}/${server}/server.mjs` };
  return { ...ANGULAR, files: browser === '' ? base : `${base}/${browser}`, isSinglePage: true };
}

// Private

const ANGULAR = { npmPackage: '@angular/core', title: 'Angular' };

interface Workspace {
  defaultProject?: string;
  projects?: Record<string, WorkspaceProject>;
}

interface WorkspaceProject {
  projectType?: string;
  architect?: { build?: { builder?: string; options?: BuildOptions } };
}

interface BuildOptions {
  outputPath?: string | { base: string; browser?: string; server?: string };
  outputMode?: string;
  ssr?: unknown;
}

/** The file may have comments, which are not read here; Angular itself says then what is wrong with it, if anything is. */
function parsed(text = '{}'): Workspace {
  try {
    return JSON.parse(text) as Workspace;
  } catch {
    return {};
  }
}

/** The application that `ng build` builds when it is told no name. */
function theOnly({ defaultProject, projects = {} }: Workspace): [string, WorkspaceProject] | undefined {
  const applications = Object.entries(projects).filter(([, { projectType }]) => projectType !== 'library');
  return applications.length === 1 ? applications[0] : applications.find(([name]) => name === defaultProject);
}

function outputOf(path: NonNullable<BuildOptions['outputPath']>) {
  const { base, browser = 'browser', server = 'server' } = typeof path === 'string' ? { base: path } : path;
  return { base: base.replace(/^\.\/|\/+$/g, ''), browser, server };
}
