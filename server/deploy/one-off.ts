import { Failure } from '../../lib/failure.ts';
import { shellWord } from '../../lib/shell-word.ts';
import type { Cluster } from '../aws/ecs.ts';
import type { Secrets } from '../aws/secrets.ts';
import { checkFits, formationOf } from '../model/formation.ts';
import { ONE_OFF } from '../model/one-off.ts';
import { primaryProcess, type Release } from '../model/release.ts';
import { environmentSecret, type ReleaseDeps } from './release.ts';
import type { AppStack } from './stack.ts';
import { oneOff, type Task } from './task.ts';
import { taskDefinition } from './template.ts';
import type { Json } from './template-yaml.ts';

/** Who ECS says has started a one-off task: somebody who attends it, or nobody who does. */
export const ATTENDED = 'rack/attended';
export const DETACHED = 'rack/detached';

/** A container of its own for one command. */
export interface OneOffJob {
  app: string;
  release: Release;
  /** The process whose image, environment and size it has. */
  process: string | undefined;
  command: readonly string[];
  /** Variables beside the release's, which ECS shows to whom may describe the task. */
  env: Readonly<Record<string, string>>;
  image: string | undefined;
  /** MiB */
  memory: number | undefined;
  /** Seconds after which the container ends itself, whatever has become of the rack by then. */
  timeLimit: number;
  /** The command comes by an agent, for a client who attends it: the container itself waits only. */
  isAttended: boolean;
}

export interface OneOffDeps extends ReleaseDeps {
  cluster: Pick<Cluster, 'runTask' | 'largestMachine'>;
  secrets: Pick<Secrets, 'find' | 'put'>;
}

/** Starts the task of a one-off command; answers its id. */
export async function startOneOff(deps: OneOffDeps, stack: AppStack, job: OneOffJob): Promise<string> {
  const { release, isAttended } = job;
  const task = taskOf(job);
  await checkRoom(deps, task);
  const outputs = (await stack.find())?.outputs ?? {};
  const definition = taskDefinition(task, {
    rack: deps.rack,
    release,
    secret: await environmentSecret(deps, job.release),
    executionRole: outputs.ExecutionRole ?? '',
    taskRole: outputs.TaskRole ?? '',
  });
  complete(definition.containerDefinitions![0], job);
  return deps.cluster.runTask(definition, { startedBy: isAttended ? ATTENDED : DETACHED }).catch(notStarted);
}

/** What the container of a command itself runs: it waits for one that is attended, and else is it, within its time. */
export function containerCommand({ isAttended, timeLimit, command }: OneOffJob): string[] {
  // The grace lets the server, which counts the same time, say what ends it.
  if (isAttended) return ['/bin/sh', '-c', `trap 'exit 0' TERM; sleep ${timeLimit + GRACE} & wait`];
  return ['/bin/sh', '-c', timed(timeLimit), ONE_OFF, ...command];
}

// Private

/** Seconds between SIGTERM and SIGKILL at the end of the time. */
const GRACE = 30;

/** A child of init rather than of the command, which may wait for all of its own. It ends with the command, as the container does. */
function timed(limit: number): string {
  const guard = `sleep ${limit}; kill -TERM -1; sleep ${GRACE}; kill -KILL -1`;
  return `( (${guard}) </dev/null >/dev/null 2>&1 & ); exec "$@"`;
}

function taskOf(job: OneOffJob): Task {
  const { name, spec } = oneOff(job.release, ONE_OFF, '', processOf(job));
  const { image = spec.image, memory = spec.memory } = job;
  return { name, spec: { ...spec, ...(image && { image }), ...(memory && { memory }) } };
}

/** Throws a `Failure` `too_large_for_rack` for what no machine has. */
async function checkRoom({ cluster }: OneOffDeps, { spec }: Task): Promise<void> {
  const largest = await cluster.largestMachine();
  if (largest) checkFits(formationOf({ [ONE_OFF]: spec }), largest);
}

function complete(container: Json, job: OneOffJob): void {
  container.command = containerCommand(job);
  container.dockerLabels['rack.command'] = job.command.map(shellWord).join(' ').slice(0, LONGEST_LABEL);
  const known = new Set(Object.keys(job.env));
  const others = container.environment.filter(({ name }: { name: string }) => !known.has(name));
  container.environment = [...others, ...Object.entries(job.env).map(([name, value]) => ({ name, value }))];
  if (container.secrets) container.secrets = container.secrets.filter(({ name }: { name: string }) => !known.has(name));
}

/** Characters of a command that are told by its container. */
const LONGEST_LABEL = 500;

function processOf({ release, process = primaryProcess(release) }: OneOffJob): string {
  if (release.processes[process]) return process;
  const names = Object.keys(release.processes).join(', ');
  throw new Failure('process_not_found', `v${release.version} of ${release.app} has no process "${process}".`, {
    hint: `Its processes: ${names}.`,
  });
}

function notStarted(error: unknown): never {
  if (!(error instanceof Failure) || error.code !== 'task_not_started') throw error;
  throw new Failure(error.code, error.message, {
    hint: 'Stop or scale down something, or ask for less memory: --memory 256',
  });
}
