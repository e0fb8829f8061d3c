import type { ContainerCreateOptions, ContainerInspectInfo } from 'dockerode';
import { type Engine, statusOf } from './engine.ts';

/** What is known of one container, whether it runs or not. */
export interface ContainerState {
  id: string;
  status: 'created' | 'running' | 'exited';
  exitCode: number;
  outOfMemory: boolean;
  ip: string;
  health: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  /** The image's id: `sha256:…`. */
  image: string;
  finishedAt: number | undefined;
}

/** One line of a listing. */
export interface ContainerEntry {
  id: string;
  name: string;
  running: boolean;
  health: ContainerState['health'];
  labels: Record<string, string>;
}

/** The containers of one engine, by their names. What is gone already is no error to stop or remove. */
export class Containers {
  private readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  async create(options: ContainerCreateOptions & { name: string }): Promise<void> {
    await this.engine.createContainer(options);
  }

  async start(name: string): Promise<void> {
    await this.engine.getContainer(name).start();
  }

  /** Asks to end (SIGTERM), kills after `grace` seconds, and answers when it has ended. */
  async stop(name: string, grace: number): Promise<void> {
    await tolerate([304, 404], this.engine.getContainer(name).stop({ t: grace }));
  }

  async remove(name: string): Promise<void> {
    await tolerate([404, 409], this.engine.getContainer(name).remove({ force: true, v: true }));
  }

  /** The container's state, or undefined when there is none of that name. */
  async inspect(name: string): Promise<ContainerState | undefined> {
    const info = await tolerate([404], this.engine.getContainer(name).inspect());
    return info && stateOf(info);
  }

  /** All containers, ended ones too, that carry the label with this value. */
  async list(label: string, value: string): Promise<ContainerEntry[]> {
    const all = await this.engine.listContainers({ all: true, filters: { label: [`${label}=${value}`] } });
    return all.map((each) => ({
      id: each.Id,
      name: (each.Names[0] ?? '').slice(1),
      running: each.State === 'running' || each.State === 'paused',
      // `Up 3 minutes (healthy)`: the listing has it in words only.
      health: healthOf(/\((\w+)\)$/.exec(each.Status)?.[1]),
      labels: each.Labels,
    }));
  }
}

// Private

async function tolerate<T>(statuses: number[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (statuses.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

function stateOf(info: ContainerInspectInfo): ContainerState {
  const { State: state, NetworkSettings: network } = info;
  const finished = Date.parse(state.FinishedAt);
  return {
    id: info.Id,
    status: state.Running ? 'running' : state.Status === 'created' ? 'created' : 'exited',
    exitCode: state.ExitCode,
    outOfMemory: state.OOMKilled,
    ip: Object.values(network.Networks)[0]?.IPAddress ?? '',
    health: healthOf(state.Health?.Status),
    image: info.Image,
    finishedAt: finished > 0 ? finished : undefined,
  };
}

function healthOf(status: string | undefined): ContainerState['health'] {
  if (status === 'healthy') return 'HEALTHY';
  return status === 'unhealthy' ? 'UNHEALTHY' : 'UNKNOWN';
}
