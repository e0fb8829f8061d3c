import type { Task, TaskDefinition } from '@aws-sdk/client-ecs';

/** One running or lately stopped copy of a process. */
export interface TaskInfo {
  /** The end of the task's ARN. */
  id: string;
  app: string;
  process: string;
  release: string;
  /** ECS's last status: `PENDING`, `RUNNING`, `STOPPED`… */
  state: string;
  desired: string;
  /** Of container health checks: `HEALTHY`, `UNHEALTHY`, `UNKNOWN`. */
  health: string;
  startedAt: Date | undefined;
  stoppedAt?: Date | undefined;
  /** ECS's word for who stopped it: `EssentialContainerExited` for a process that ended by itself. */
  stopCode?: string | undefined;
  stoppedReason: string | undefined;
  exitCode: number | undefined;
  /** Whether a service keeps it running; else it runs once. */
  isKept?: boolean;
  /** The machine that it is on, as ECS calls it. */
  machine?: string | undefined;
  /** Where it is reached on its machine: `10.0.0.7:32768`. */
  ports?: readonly string[];
  image?: string | undefined;
  /** MiB, a hard limit. */
  memory?: number | undefined;
  /** Its command line; undefined of the image's own. */
  command?: string | undefined;
}

/** Whose a task is, and what it is made of, as its definition says. */
export type Owner = Pick<TaskInfo, 'app' | 'process' | 'release' | 'image' | 'memory' | 'command'>;

/** What a task definition says of its tasks; undefined of one that is not an app's. */
export function ownerIn(definition: TaskDefinition | undefined): Owner | undefined {
  const { dockerLabels = {}, image, memory, command } = definition?.containerDefinitions?.[0] ?? {};
  const { 'rack.app': app, 'rack.process': process, 'rack.release': release } = dockerLabels;
  const made = { image, memory, command: command?.at(-1) };
  return app && process && release ? { app, process, release, ...made } : undefined;
}

/** A task as this rack speaks of it. */
export function taskInfo(task: Task, owner: Owner): TaskInfo {
  const container = task.containers?.[0];
  return {
    id: idOf(task.taskArn!),
    ...owner,
    state: task.lastStatus ?? 'UNKNOWN',
    desired: task.desiredStatus ?? 'UNKNOWN',
    health: task.healthStatus ?? 'UNKNOWN',
    startedAt: task.startedAt,
    stoppedAt: task.stoppedAt,
    stopCode: task.stopCode,
    stoppedReason: [task.stoppedReason, container?.reason].filter(Boolean).join(': ') || undefined,
    exitCode: container?.exitCode,
    isKept: task.group?.startsWith('service:') ?? false,
    machine: task.containerInstanceArn && idOf(task.containerInstanceArn),
    ports: (container?.networkBindings ?? []).map(({ bindIP, hostPort }) => `${bindIP}:${hostPort}`),
  };
}

/** The end of an ARN, which tells a task or machine from others. */
export function idOf(arn: string): string {
  return arn.split('/').at(-1)!;
}
