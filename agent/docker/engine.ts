import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import { lines } from '../../lib/lines.ts';
import { type Container, containerOf, shortId } from './container.ts';
import type { EngineSocket } from './engine-socket.ts';

/** Something that happened to a container. */
export interface EngineEvent {
  container: string;
  /** `start`, `die`, `oom`, `destroy`, `health_status: healthy`… as Docker calls it. */
  action: string;
  /** Its labels are among them. */
  attributes: Record<string, string>;
  /** Microseconds since 1970. */
  at: number;
}

/** Labels that a container must have; see the templates and the ECS agent. */
const RACK_LABEL = 'rack.name';
const TASK_LABEL = 'com.amazonaws.ecs.task-arn';

/** This machine's Docker engine, and of it only the containers of ECS tasks of one rack. */
export class Engine {
  private readonly socket: EngineSocket;
  private readonly labels: string[];

  constructor(rack: string, socket: EngineSocket) {
    this.socket = socket;
    this.labels = [`${RACK_LABEL}=${rack}`, TASK_LABEL];
  }

  /** The ids of all containers, whatever their state: the list is late about it, `inspect` is not. */
  async list(): Promise<string[]> {
    const query = { all: true, filters: { label: this.labels } };
    const all = await this.socket.ask<ContainerInfo[]>('/containers/json', query);
    return all.map(({ Id }) => shortId(Id));
  }

  /** The container, or undefined when it is gone. */
  async inspect(id: string): Promise<Container | undefined> {
    try {
      return containerOf(await this.socket.ask<ContainerInspectInfo>(`/containers/${id}/json`));
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return undefined;
      throw error;
    }
  }

  /** What happened since this time (milliseconds), and then what happens, until the engine or the signal ends it. */
  async events(since: number, signal: AbortSignal): Promise<AsyncIterable<EngineEvent>> {
    const filters = { type: ['container'], label: this.labels };
    return read(await this.socket.open('/events', { since: since / 1000, filters }, signal));
  }
}

// Private

async function* read(stream: AsyncIterable<Buffer>): AsyncGenerator<EngineEvent> {
  for await (const line of lines(stream)) {
    const { Action, Actor, timeNano } = JSON.parse(line);
    yield { container: Actor.ID, action: Action, attributes: Actor.Attributes, at: Math.floor(timeNano / 1000) };
  }
}
