import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lines } from '../../lib/lines.ts';

/** `ssh rack logs APP -f`, its lines taken as they come. */
export class SshReader {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(config: string, app: string, take: (message: string, time: string) => void) {
    // More lines than there are: it begins with the first one, whenever its connection stands.
    this.child = spawn('ssh', ['-F', config, 'rack', `logs ${app} -f -n 999999999`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.ended = Promise.all([once(this.child, 'close'), this.read(take)]);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  // Private

  private async read(take: (message: string, time: string) => void): Promise<void> {
    if (!this.child.stdout) return;
    for await (const line of lines(this.child.stdout)) {
      const [, time = '', message = ''] = /^(\S+) \S+: (.*)$/.exec(line) ?? [];
      take(message, time);
    }
  }
}
