import { readFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Size } from '../../wire/attach/wish.ts';

export interface ExecutionOptions {
  command: readonly string[];
  /** `NAME=value` */
  env: readonly string[];
  /** With a size the command gets a terminal. */
  terminal: Size | undefined;
}

/** Docker takes a size only once the command has started, a moment after it was told to start it. */
const SIZE_TRIES = 100;
const PAUSE_MS = 20;

/** The exit code of what SIGKILL ended. */
const KILLED = 137;

/** A command that runs in a container beside what the container is there for. */
export class Execution {
  /** Its input and output; without a terminal the output is in Docker's frames. */
  readonly bytes: Duplex;
  private readonly exec: Docker.Exec;
  private readonly container: string;

  private constructor(exec: Docker.Exec, container: string, bytes: Duplex) {
    this.exec = exec;
    this.container = container;
    this.bytes = bytes;
  }

  static async start(container: Docker.Container, options: ExecutionOptions): Promise<Execution> {
    const Tty = options.terminal !== undefined;
    const all = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty };
    const exec = await container.exec({ ...all, Cmd: [...options.command], Env: [...options.env] });
    const bytes = await exec.start({ hijack: true, stdin: true, Tty });
    return new Execution(exec, container.id, bytes);
  }

  /** Tells the terminal's size; nothing when the command has ended by then. */
  async resize({ width, height }: Size): Promise<void> {
    for (let tries = 0; tries < SIZE_TRIES; tries++) {
      if (await this.hasBegun()) {
        // Of a command that has ended nobody asks for it.
        await this.exec.resize({ w: width, h: height }).catch(() => {});
        return;
      }
      await sleep(PAUSE_MS);
    }
  }

  /**
   * Sends a signal (`INT`) to the command and what it has started in its group, as a terminal would. Docker has no call for it;
   * the process is this machine's, whose number is looked up and checked to be of that container each time.
   */
  async signal(name: string): Promise<void> {
    const { Running, Pid } = await this.exec.inspect();
    if (!Running || !Pid || !(await isIn(this.container, Pid))) return;
    try {
      process.kill(-Pid, `SIG${name}` as NodeJS.Signals);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** The exit code, once the output has ended. */
  async exitCode(): Promise<number> {
    for (;;) {
      const code = await this.look();
      if (code !== undefined) return code;
      await sleep(PAUSE_MS);
    }
  }

  // Private

  /** Before its process is there Docker takes a size too, and forgets it. */
  private async hasBegun(): Promise<boolean> {
    const { Running, ExitCode, Pid } = await this.exec.inspect();
    return Pid > 0 || (!Running && ExitCode !== null);
  }

  /** The exit code; undefined while the command runs. One whose container is gone was killed. */
  private async look(): Promise<number | undefined> {
    try {
      const { Running, ExitCode } = await this.exec.inspect();
      return Running ? undefined : (ExitCode ?? undefined);
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return KILLED;
      throw error;
    }
  }
}

// Private

/** Whether a process of this machine is of a container: it is in its control groups, which are called by its id. */
async function isIn(container: string, pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')).includes(container);
}
