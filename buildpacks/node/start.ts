import { shellWord } from '../../lib/shell-word.ts';
import type { Site } from '../nginx/site.ts';
import type { Plan } from '../plan.ts';
import type { Framework } from './framework.ts';
import { isForDevelopment } from './frameworks.ts';
import type { Commands } from './managers/commands.ts';
import type { Project } from './project.ts';

export interface Start extends Pick<Plan, 'processes' | 'notes'> {
  /** The site that the build makes, where the app is nothing else: a web server serves it. */
  site?: Partial<Site>;
}

/** How files are run that no script names, and which ones are usual. */
export interface Program {
  /** `node`. */
  command: string;
  mains: readonly string[];
}

/**
 * What runs of an app without a Procfile: the start script, what its framework brings, the usual main file, or the one
 * workspace that has a start script. Whatever is not written down is told.
 */
export function startOf(
  project: Project,
  framework: Framework | undefined,
  commands: Commands,
  program: Program,
): Start {
  if (project.procfile) return { processes: {}, notes: [] };
  const start = project.manifest.scripts?.start;
  const usual = framework && frameworkStart(project, framework, commands);
  if (start && !(usual && isForDevelopment(start))) return scriptStart(project, commands, start);
  return usual ?? mainStart(project, commands, program) ?? workspaceStart(project, commands);
}

// Private

function scriptStart({ manifest }: Project, commands: Commands, start: string): Start {
  const command = runsAlone(start, manifest.scripts!) && !isPlugged(commands) ? start : commands.start();
  if (!isForDevelopment(start)) return { processes: { web: command }, notes: [] };
  return {
    processes: { web: command },
    notes: [`The start script (${start}) is a server for development: let it run what is built, or add a Procfile.`],
  };
}

/** A package manager as the parent of a process eats its signals and 200 ms of its start; it is left out where nobody would notice. */
function runsAlone(start: string, scripts: Record<string, string>): boolean {
  return !scripts.prestart && !scripts.poststart && !/npm_|\n/.test(start);
}

function frameworkStart(project: Project, framework: Framework, commands: Commands): Start | undefined {
  if (!project.manifest.scripts?.build) return undefined;
  const { start, files, isSinglePage, lacks } = framework;
  if (lacks !== undefined) return { processes: {}, notes: [`${reason(project, framework)}, but ${lacks}.`] };
  if (start === undefined) return siteStart(project, framework, { root: files!, isApp: isSinglePage === true });
  const note = `${reason(project, framework)}, so this runs: ${start}. A Procfile can say otherwise.`;
  return { processes: { web: inModules(start, commands) }, notes: [note] };
}

function siteStart(project: Project, framework: Framework, site: Pick<Site, 'root' | 'isApp'>): Start {
  const note = `${reason(project, framework)}, so what its build leaves in ${site.root} is served. A static.json or a Procfile can say otherwise.`;
  return { processes: {}, notes: [note], site };
}

function reason({ manifest }: Project, { title }: Framework): string {
  const start = manifest.scripts?.start;
  const what = start ? `The start script (${start}) is a server for development` : 'There is no start script';
  return `${what}, and this is ${/^[AEIO]/.test(title) ? 'an' : 'a'} ${title} app`;
}

function mainStart({ manifest, files }: Project, commands: Commands, { command, mains }: Program): Start | undefined {
  const own = manifest.main?.replace(/^\.\//, '');
  const file = [own, ...mains].find((each) => each !== undefined && files.has(each));
  if (file === undefined) return undefined;
  const web = `${command} ${shellWord(file)}`;
  const note = `There is no start script and no Procfile, so this runs: ${web}`;
  return { processes: { web: inModules(web, commands) }, notes: file === own ? [] : [note] };
}

function workspaceStart({ workspaces }: Project, commands: Commands): Start {
  const names = workspaces
    .filter(({ manifest }) => manifest.scripts?.start)
    .map(({ folder, manifest }) => manifest.name ?? folder);
  if (names.length === 0) return { processes: {}, notes: [] };
  const [only, ...others] = names;
  if (others.length > 0)
    return {
      processes: {},
      notes: [`Several workspaces have a start script (${names.join(', ')}): a Procfile says what runs.`],
    };
  const command = commands.start(only);
  return {
    processes: { web: command },
    notes: [`Only the workspace ${only} has a start script, so this runs: ${command}`],
  };
}

/** With Plug'n'Play programs find their packages by Yarn alone. */
function inModules(command: string, commands: Commands): string {
  return isPlugged(commands) ? command.replace(/^(\w+=\S* )*/, '$&yarn ') : command;
}

function isPlugged({ modules }: Commands): boolean {
  return !modules.includes('node_modules');
}
