import type { ContainerInspectInfo } from 'dockerode';
import type { LogOrigin } from '../../wire/log-record.ts';

/** A container of a task, as far as its log is concerned. */
export interface Container {
  origin: LogOrigin;
  /** Where Docker puts what it prints: `json-file`, `awslogs`, `none`… */
  logDriver: string;
  /** Docker's json-file; undefined when it keeps this container's log elsewhere. */
  logPath: string | undefined;
  /** Docker's `max-file`. */
  mostFiles: number;
  isRunning: boolean;
  /** RFC 3339; undefined when it has not. */
  startedAt: string | undefined;
  finishedAt: string | undefined;
  exitCode: number;
  wasOutOfMemory: boolean;
  /** Bytes; undefined for no limit. */
  memoryLimit: number | undefined;
}

/** What the engine's answer says; undefined when a container carries no app's name. */
export function containerOf({ Id, Config, HostConfig, LogPath, State }: ContainerInspectInfo): Container | undefined {
  const origin = originOf(Id, Config.Labels);
  if (!origin) return undefined;
  const { Type = '', Config: options } = HostConfig.LogConfig ?? {};
  return {
    origin,
    logDriver: Type,
    logPath: Type === 'json-file' ? LogPath || undefined : undefined,
    mostFiles: Number(options?.['max-file'] ?? 1),
    isRunning: State.Running,
    startedAt: time(State.StartedAt),
    finishedAt: time(State.FinishedAt),
    exitCode: State.ExitCode,
    wasOutOfMemory: State.OOMKilled,
    memoryLimit: HostConfig.Memory || undefined,
  };
}

/** Whose container has these labels; undefined when it is no app's. */
export function originOf(id: string, labels: Record<string, string>): LogOrigin | undefined {
  const { 'rack.app': app, 'rack.process': process, 'rack.release': release = '' } = labels;
  if (!app || !process) return undefined;
  const task = (labels['com.amazonaws.ecs.task-arn'] ?? '').split('/').at(-1) as string;
  return { app, process, release, task, container: shortId(id) };
}

/** What Docker prints of an id, and enough of it to tell containers apart. */
export function shortId(id: string): string {
  return id.slice(0, 12);
}

// Private

/** Docker writes the year 1 for never. */
function time(text: string): string | undefined {
  return text.startsWith('0001-') ? undefined : text;
}
