import { connect } from 'node:net';
import { Failure } from '../../../lib/failure.ts';
import { poll, retry } from '../../../lib/retry.ts';

/** Milliseconds that the proxy may take to answer a command, and to carry out a reload. */
const ANSWER_LIMIT = 5_000;
const RELOAD_LIMIT = 20_000;
/** Between looks at whether a reload is done. */
const PACE = { first: 5, factor: 1.5, most: 100 };

/** The processes behind a proxy: the worker that takes new connections, and old ones that end those they have. */
export interface Processes {
  current: number | undefined;
  old: number[];
  reloads: number;
  failed: number;
}

/** Talks to HAProxy's master process over its command socket. */
export class Master {
  private readonly socket: string;

  constructor(socket: string) {
    this.socket = socket;
  }

  async processes(): Promise<Processes> {
    return parseProcesses(await this.ask('show proc'));
  }

  /** Sends commands to one worker, in order; answers what it said. */
  async tell(worker: number, commands: string[]): Promise<string> {
    return await this.ask(commands.map((command) => `@!${worker} ${command}`).join('; '));
  }

  /** Starts a new worker on the configuration file; the old one ends its connections and leaves. */
  async reload(): Promise<void> {
    const before = await this.processes();
    await this.ask('reload').catch(() => '');
    const after = await poll(
      async () => {
        const now = await this.processes().catch(() => undefined);
        return now && now.reloads > before.reloads && (now.failed > 0 || now.current) ? now : undefined;
      },
      { pace: PACE, signal: AbortSignal.timeout(RELOAD_LIMIT) },
    );
    if (after.failed > 0) {
      throw new Failure('proxy_reload_failed', 'HAProxy refused its new configuration and goes on with the old one.', {
        blame: 'rack',
      });
    }
  }

  /** Waits until the master of a proxy that was just started answers and has a worker. */
  async up(): Promise<void> {
    const limit = AbortSignal.timeout(RELOAD_LIMIT);
    await poll(async () => (await this.processes().catch(() => undefined))?.current, { pace: PACE, signal: limit });
  }

  // Private

  /** A reload replaces the master by itself, and for a moment nobody listens on its socket. */
  private ask(commands: string): Promise<string> {
    return retry(() => exchange(this.socket, commands), { times: 8, pace: PACE, again: isRefused });
  }
}

/** Reads what `show proc` prints. */
export function parseProcesses(text: string): Processes {
  const processes: Processes = { current: undefined, old: [], reloads: 0, failed: 0 };
  let section = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('# ')) section = line.slice(2).trim();
    const [pid, kind, reloads] = line.trim().split(/\s+/);
    if (kind === 'master') {
      processes.reloads = Number(reloads);
      processes.failed = Number(/\[failed: (\d+)\]/.exec(line)?.[1] ?? 0);
    }
    if (kind === 'worker' && section === 'workers') processes.current = Number(pid);
    if (kind === 'worker' && section === 'old workers') processes.old.push(Number(pid));
  }
  return processes;
}

// Private

/** True where nothing was asked yet: nobody listens, or who did was replaced while we came in. */
function isRefused(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return ['ECONNREFUSED', 'ENOENT'].includes(code ?? '') || (code === 'ECONNRESET' && syscall === 'connect');
}

function exchange(path: string, commands: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(path);
    socket.setTimeout(ANSWER_LIMIT, () => socket.destroy(noAnswer(commands)));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.end(`${commands}\n`);
  });
}

function noAnswer(commands: string): Failure {
  return new Failure('proxy_silent', `HAProxy did not answer "${commands.slice(0, 80)}" in ${ANSWER_LIMIT} ms.`, {
    blame: 'rack',
  });
}
