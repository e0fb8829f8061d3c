import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Container, ContainerInfo, ContainerStats } from 'dockerode';
import { Failure } from '../../lib/failure.ts';
import type { EngineSocket } from './engine-socket.ts';
import { Execution, type ExecutionOptions } from './execution.ts';

/** A container of a task that runs. */
export interface RunningContainer {
  id: string;
  task: string;
  /** Empty of a task that is no app's. */
  app: string;
  process: string;
  release: string;
  /** Milliseconds since 1970. */
  madeAt: number;
}

/** The running containers of tasks of one rack: what one can do in them. */
export class RunningContainers {
  private readonly socket: EngineSocket;
  private readonly rack: string;
  private client: Promise<Docker> | undefined;

  constructor(rack: string, socket: EngineSocket) {
    this.socket = socket;
    this.rack = rack;
  }

  /** Whether a container of this task runs on this machine. */
  async has(task: string): Promise<boolean> {
    return (await this.list()).some((container) => container.task === task);
  }

  /** Those of an app, or all. */
  async list(app?: string): Promise<RunningContainer[]> {
    const label = [`rack.name=${this.rack}`, TASK_LABEL, ...(app === undefined ? [] : [`rack.app=${app}`])];
    const query = { filters: { label, status: ['running'] } };
    const found = await this.socket.ask<ContainerInfo[]>('/containers/json', query);
    return found.map(({ Id, Labels, Created }) => {
      const { 'rack.app': app = '', 'rack.process': process = '', 'rack.release': release = '' } = Labels;
      const task = (Labels[TASK_LABEL] as string).split('/').at(-1) as string;
      return { id: Id, task, app, process, release, madeAt: Created * 1000 };
    });
  }

  /** Starts a command in a task's container. */
  async execute(task: string, options: ExecutionOptions): Promise<Execution> {
    return Execution.start(await this.of(task), options);
  }

  /** Tells the container of a task to end; nothing where it is gone. */
  async end(task: string): Promise<void> {
    const found = (await this.list()).find((container) => container.task === task);
    if (found) await (await this.container(found.id)).kill({ signal: 'SIGTERM' }).catch(unlessGone);
  }

  /** A file or folder of a task's container as a tar archive. */
  async readFiles(task: string, path: string): Promise<Readable> {
    const container = await this.of(task);
    return (await container.getArchive({ path }).catch(noPath(path))) as Readable;
  }

  /** Unpacks a tar archive into a folder of a task's container. No folder there becomes a file, and no file a folder. */
  async writeFiles(task: string, path: string, archive: Readable): Promise<void> {
    const container = await this.of(task);
    await container.putArchive(archive, { path, noOverwriteDirNonDir: '1' }).catch(otherKind).catch(noPath(path));
  }

  /** What a container has taken until now. */
  async stats(id: string): Promise<ContainerStats> {
    // One look: without it Docker looks twice, a second apart.
    return this.socket.ask(`/containers/${id}/stats`, { stream: false, 'one-shot': true });
  }

  /** What the engine calls its machine, and the folder where it keeps its things. */
  async engine(): Promise<{ host: string; folder: string }> {
    const { Name, DockerRootDir } = await this.socket.ask<{ Name: string; DockerRootDir: string }>('/info');
    return { host: Name, folder: DockerRootDir };
  }

  // Private

  private async of(task: string): Promise<Container> {
    const found = (await this.list()).find((container) => container.task === task);
    if (found) return this.container(found.id);
    throw new Failure('process_not_running', 'That copy does not run any more.', {
      hint: 'See which do: ssh rack ps APP',
    });
  }

  private async container(id: string): Promise<Container> {
    this.client ??= import('dockerode').then(({ default: Client }) => new Client());
    return (await this.client).getContainer(id);
  }
}

// Private

const TASK_LABEL = 'com.amazonaws.ecs.task-arn';

function unlessGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
}

function noPath(path: string): (error: { statusCode?: number; message: string }) => never {
  return (error) => {
    if (error.statusCode !== 404) throw error;
    throw new Failure('file_not_found', `There is no ${path} in that copy.`);
  };
}

/** The engine names the path in the container, which may be anything that a client has sent. */
function otherKind(error: { message: string }): never {
  const [, kind, path] = /cannot overwrite (directory|non-directory) "(.*?)" with/.exec(error.message) ?? [];
  if (path === undefined) throw error;
  if (kind === 'directory')
    throw new Failure('path_taken', `${path} is a folder in that copy, and a file would take its place.`, {
      hint: `Name the file too: ${path.replace(/\/$/, '')}/FILE`,
    });
  throw new Failure('path_taken', `${path} is no folder in that copy, and a folder would take its place.`, {
    hint: 'Give it another name, or remove what is there.',
  });
}
