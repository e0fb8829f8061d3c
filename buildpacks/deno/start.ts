import type { Plan, Tree } from '../plan.ts';
import type { Task } from './config.ts';

export interface DenoStart extends Pick<Plan, 'processes' | 'notes'> {
  /** The file that runs, whose imports are fetched while the image is built; undefined when a command does not tell it. */
  entry: string | undefined;
}

const MAINS = ['main', 'server', 'index', 'mod', 'src/main', 'src/server'].flatMap((name) => [`${name}.ts`, `${name}.tsx`, `${name}.js`]); // biome-ignore format: one glance

/** The web process: the task `start`, else the usual main file, and then it is said. */
export async function denoStart(
  tree: Tree,
  files: ReadonlySet<string>,
  tasks: Readonly<Record<string, Task>>,
): Promise<DenoStart> {
  if (tasks.start !== undefined) return startTask(tasks.start, files);
  const entry = MAINS.find((file) => files.has(file));
  if (entry === undefined) return { processes: {}, notes: [], entry };
  const serves = /^\s*export\s+default\b/m.test((await tree.read(entry)) ?? '');
  const web = `deno ${serves ? 'serve --allow-all --port $PORT' : 'run --allow-all'} ${entry}`;
  const note = `There is no start task and no Procfile, so this runs, with all permissions: ${web}`;
  return { processes: { web }, notes: files.has('Procfile') ? [] : [note], entry };
}

// Private

/** A plain command runs without `deno task` as its parent. */
function startTask(task: Task, files: ReadonlySet<string>): DenoStart {
  const { command = '', dependencies = [] } = typeof task === 'string' ? { command: task } : task;
  const isPlain = dependencies.length === 0 && /^deno( [\w./:=@,-]+)+$/.test(command);
  const words = command.split(/\s+/).map((word) => word.replace(/^\.\//, ''));
  const entry = words.find((word) => /\.[cm]?[jt]sx?$/.test(word) && files.has(word));
  return { processes: { web: isPlain ? command : 'deno task start' }, notes: [], entry };
}
