import type { ChildProcess } from 'node:child_process';

/** For `run`: any exit code is an answer. */
export const ANY_EXIT = Array.from({ length: 256 }, (_, code) => code);

/** A running command whose output grows; `until` waits for a text in it. */
export class Follower {
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(child: ChildProcess) {
    this.child = child;
    const add = (chunk: Buffer) => {
      this.output += chunk;
    };
    child.stdout?.on('data', add);
    child.stderr?.on('data', add);
    this.ended = new Promise((resolve) => child.on('close', resolve));
  }

  /** Resolves when the output holds the text; rejects when the command ends without it. */
  until(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => this.output.includes(text) && resolve();
      this.child.stdout?.on('data', look);
      this.child.stderr?.on('data', look);
      this.ended.then(() => reject(new Error(`ended without "${text}":\n${this.output}`)));
      look();
    });
  }

  /** Tells every piece of output as it comes. */
  onText(tell: (text: string) => void): void {
    this.child.stdout?.on('data', (chunk) => tell(`${chunk}`));
    this.child.stderr?.on('data', (chunk) => tell(`${chunk}`));
  }

  /** The exit code, once it has ended; null when a signal ended it. */
  exit(): Promise<number | null> {
    return this.ended;
  }

  /** What Ctrl-C does: the signal goes to the whole foreground process group. */
  interrupt(): void {
    process.kill(-(this.child.pid as number), 'SIGINT');
  }

  /** Sends a signal to the command itself. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
