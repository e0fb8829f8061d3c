import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { poll } from '../../lib/retry.ts';
import { type Numbered, numbered, parseNumbered } from './numbered.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';

/** As rack's own containers have them. */
const USUAL_ROTATION: Rotation = { size: '10m', files: 5 };

/** Containers that are created at the same time. */
const AT_ONCE = 8;

/** So many last lines tell how many a container printed. Before each stands a header of Docker's. */
const LAST_LINES = 3;
const FRAME_BYTES = 8;

/** How Docker rotates a container's log. */
export interface Rotation {
  size: string;
  files: number;
}

export interface WriterOptions {
  rotation?: Rotation;
  /** False for containers that the rack's agent is to know nothing of. */
  isFollowed?: boolean;
}

/** A container that is to be counted. */
export interface Writer {
  app: string;
  /** The name with which each of its lines begins. */
  copy: string;
  command: string[];
  id: string;
}

/**
 * Containers that print, with the labels of a rack's tasks: its agent follows them as its own, while no service keeps them
 * running. Their `io.rack.rack` is another one, so that the rack does not stop what it knows no task of.
 */
export class Writers {
  private readonly docker = new Docker();
  private readonly rack: string;
  private count = 0;

  constructor(rack: string) {
    this.rack = rack;
  }

  /** Starts so many containers that print the same, dealt out to the apps in turn. */
  async start(apps: readonly string[], count: number, how: Numbered, options: WriterOptions = {}): Promise<Writer[]> {
    const wanted = Array.from({ length: count }, (_, at) => ({
      app: apps[at % apps.length] as string,
      copy: this.next(),
    }));
    const ready = await inTurns(wanted, async (each) => {
      const command = numbered(each.copy, how);
      return { ...each, command, id: await this.create(each.app, command, options) };
    });
    await inTurns(ready, ({ id }) => this.docker.getContainer(id).start());
    return ready;
  }

  /** Resolves when none of these containers runs any more; an engine that is away is waited for. */
  async ended(writers: readonly Writer[]): Promise<void> {
    const ids = new Set(writers.map(({ id }) => id));
    const isOver = async () => {
      const running = await this.docker.listContainers({ filters: { label: [this.label()] } }).catch(() => undefined);
      return running && !running.some(({ Id }) => ids.has(Id)) ? true : undefined;
    };
    await poll(isOver, { pace: { first: 100, factor: 1.2, most: 500 } });
  }

  /** Those that would print for ever come to their end. */
  async stop(writers: readonly Writer[]): Promise<void> {
    await inTurns(writers, ({ id }) => this.docker.getContainer(id).kill({ signal: 'SIGTERM' }));
  }

  /** How many whole lines Docker has of each container, which have ended. */
  async printed(writers: readonly Writer[]): Promise<Map<string, number>> {
    return new Map(await inTurns(writers, async ({ copy, id }) => [copy, await this.lastNumber(id)] as const));
  }

  async remove(): Promise<void> {
    const all = await this.docker.listContainers({ all: true, filters: { label: [this.label()] } });
    await inTurns(all, ({ Id }) =>
      this.docker
        .getContainer(Id)
        .remove({ force: true, v: true })
        .catch(() => {}),
    );
  }

  // Private

  /** The last line but one or two is whole, also of a container that was killed in the midst of one. */
  private async lastNumber(id: string): Promise<number> {
    const frames = await this.docker.getContainer(id).logs({ stdout: true, tail: LAST_LINES });
    const numbers = `${frames}`.split('\n').map((line) => parseNumbered(line.slice(FRAME_BYTES)));
    return Math.max(0, ...numbers.map((line) => (line && 'number' in line ? line.number : 0)));
  }

  private next(): string {
    this.count += 1;
    return `c${String(this.count).padStart(3, '0')}`;
  }

  private label(): string {
    return `io.rack.rack=${this.rack}-writers`;
  }

  private async create(app: string, command: string[], options: WriterOptions): Promise<string> {
    const { rotation: { size, files } = USUAL_ROTATION, isFollowed = true } = options;
    const task = `arn:aws:ecs:us-east-1:000000000000:task/${this.rack}/${randomBytes(16).toString('hex')}`;
    const [, value = ''] = this.label().split('=');
    const container = await this.docker.createContainer({
      Image: BASE,
      Cmd: command,
      Labels: {
        'io.rack.rack': value,
        'rack.name': isFollowed ? this.rack : value,
        'rack.app': app,
        'rack.process': 'web',
        'rack.release': 'RABCDEFGHI',
        'com.amazonaws.ecs.task-arn': task,
      },
      HostConfig: {
        NetworkMode: 'none',
        LogConfig: { Type: 'json-file', Config: { 'max-size': size, 'max-file': `${files}` } },
      },
    });
    return container.id;
  }
}

// Private

/** Does the work for each, some at a time; the answers in order. */
async function inTurns<T, A>(items: readonly T[], work: (item: T) => Promise<A>): Promise<A[]> {
  const answers: A[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    answers.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  return answers;
}
