import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Duplex, PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { messageOf } from '../lib/failure.ts';
import { lines } from '../lib/lines.ts';
import type { Log } from '../lib/log.ts';
import { projectRoot } from '../lib/root.ts';
import { inspectImage } from './inspect.ts';
import { pullImage } from './pull.ts';

export interface WardenOptions {
  docker: Docker;
  /** An image with Perl, as every Debian is. */
  image: string;
  labels: Record<string, string>;
  /** A host name that marks builds as this rack's. Constant, because it is part of what the engine keeps steps by. */
  mark: string;
  /** MiB that a step of a build may take. */
  memory: number;
  log: Pick<Log, 'error'>;
}

/** Seconds between two looks at the steps that run. */
const PACE = 0.05;

/** Where the engine keeps the steps that run, below its own folder. */
const STEPS = 'buildkit/executor';

/** Of 1024 for a core: apps come first where there is not enough for all. */
const CPU_SHARES = 128;

const PROGRAM = join(projectRoot, 'docker/warden.pl');

/**
 * Holds the steps of a rack's builds to their memory, and lets apps have the processors first. The engine's BuildKit takes no
 * such limits, so a container with `warden.pl` writes them where the kernel keeps them. It hangs on a connection of this
 * process: when that ends, however it does, so does the container.
 */
export class Warden {
  readonly mark: string;
  private readonly options: WardenOptions;
  /** Settled when its container has ended; undefined: there is none. */
  private life: Promise<void> | undefined;
  private connection: Duplex | undefined;
  private isWatching = false;
  private builds = 0;

  constructor(options: WardenOptions) {
    this.options = options;
    this.mark = options.mark;
  }

  /** MiB that a step may take, now; undefined: nobody watches. */
  get memory(): number | undefined {
    return this.isWatching ? this.options.memory : undefined;
  }

  /**
   * Has the steps of a build held to their limits until it is over; steps that run already, too, so that nobody waits for the
   * container to start. Where it cannot be, the log tells why, and the build goes on without limits.
   */
  async over<T>(build: () => Promise<T>): Promise<T> {
    this.count(1);
    this.life ??= this.begin();
    try {
      return await build();
    } finally {
      this.count(-1);
    }
  }

  /** Ends the container. */
  close(): void {
    this.connection?.destroy();
    this.connection = undefined;
  }

  // Private

  /** It looks for steps only while there are builds. */
  private count(more: number): void {
    this.builds += more;
    if (this.isWatching) this.connection?.write(`${this.builds}\n`);
  }

  private async begin(): Promise<void> {
    const { docker, image: name } = this.options;
    try {
      if (!(await inspectImage(docker, name))) await pullImage(docker, { name, say: () => {}, signal: UNENDING });
      await this.listen(lines(await this.start()));
    } catch (error) {
      this.fail(messageOf(error));
    }
    this.isWatching = false;
    this.life = undefined;
  }

  /** Starts the container; answers what it says. */
  private async start(): Promise<AsyncIterable<Buffer>> {
    const { docker } = this.options;
    const { DockerRootDir } = await docker.info();
    const container = await docker.createContainer(this.containerOf(`${DockerRootDir}/${STEPS}`));
    const connection = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
    const said = new PassThrough();
    docker.modem.demuxStream(connection, said, said);
    for (const event of ['end', 'close', 'error']) connection.on(event, () => said.end());
    this.connection = connection as Duplex;
    try {
      await container.start();
    } catch (error) {
      await container.remove({ force: true });
      throw error;
    }
    return said;
  }

  /** Nothing that it need not have: it reads the steps, writes control groups, and kills what is too large for an old kernel. */
  private containerOf(steps: string): Docker.ContainerCreateOptions {
    const { image, labels, mark, memory } = this.options;
    const settings = [steps, '/steps', '/groups', mark, memory * 1024 ** 2, CPU_SHARES, PACE].map(String);
    const mount = (Source: string, Target: string, ReadOnly: boolean) => ({
      Type: 'bind' as const,
      Source,
      Target,
      ReadOnly,
    });
    return {
      Image: image,
      Entrypoint: ['perl', '-e', readFileSync(PROGRAM, 'utf8')],
      Cmd: settings,
      Labels: labels,
      ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
      HostConfig: {
        AutoRemove: true,
        Mounts: [mount(steps, '/steps', true), mount('/sys/fs/cgroup', '/groups', false)],
        ...{ PidMode: 'host', UsernsMode: 'host', NetworkMode: 'none', ReadonlyRootfs: true },
        ...{ CapDrop: ['ALL'], CapAdd: ['KILL'], SecurityOpt: ['no-new-privileges', 'label=disable'] },
      },
    };
  }

  /** What it says besides that it watches is why it cannot. */
  private async listen(said: AsyncIterable<string>): Promise<void> {
    for await (const line of said) {
      this.isWatching = line === 'watching';
      if (this.isWatching) this.count(0);
      else this.fail(line);
    }
  }

  /** The next build tries again. */
  private fail(reason: string): void {
    this.options.log.error(`builds have no limits of memory: ${reason}`);
    this.close();
  }
}

// Private

/** What nobody ends. */
const UNENDING = new AbortController().signal;
