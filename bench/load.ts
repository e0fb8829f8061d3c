import { Agent, get } from 'node:http';
import { run } from '../lib/run.ts';

/** What one run of wrk said. */
export interface Load {
  /** Requests a second. */
  rate: number;
  /** Milliseconds within which 99 of 100 requests were answered. */
  p99: number;
  /** Requests that failed or were not answered with 2xx or 3xx. */
  failed: number;
}

/** Asks as fast as it goes, from one thread. */
export async function load(url: string, seconds: number, ...more: string[]): Promise<Load> {
  const { stdout } = await run(['wrk', '-t1', `-d${seconds}s`, '--latency', ...more, url]);
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
    failed:
      sumOf(/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)) +
      sumOf(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)),
  };
}

/** How many requests a counting client has under way. */
const LOOPS = 8;

/** A client that counts its requests and says why they failed. */
export class Client {
  asked = 0;
  readonly failures: string[] = [];
  private readonly url: string;
  private readonly host: string;
  private readonly agent: Agent;
  private readonly loops: Promise<void>[];
  private going = true;

  constructor(url: string, host: string, keepAlive: boolean) {
    this.url = url;
    this.host = host;
    this.agent = new Agent({ keepAlive, maxSockets: LOOPS });
    this.loops = Array.from({ length: LOOPS }, () => this.loop());
  }

  async stop(): Promise<void> {
    this.going = false;
    await Promise.all(this.loops);
    this.agent.destroy();
  }

  // Private

  private async loop(): Promise<void> {
    while (this.going) {
      const failure = await this.ask();
      this.asked += 1;
      if (failure) this.failures.push(failure);
    }
  }

  private ask(): Promise<string | undefined> {
    return new Promise((resolve) => {
      const asked = get(this.url, { agent: this.agent, headers: { host: this.host } }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode === 200 ? undefined : `status ${answer.statusCode}`));
        answer.on('error', (error) => resolve(error.message));
      });
      asked.on('error', (error) => resolve(error.message));
    });
  }
}

// Private

const UNITS: Record<string, number> = { us: 1 / 1000, ms: 1, s: 1000 };

const milliseconds = (match: RegExpExecArray | null) => Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? Number.NaN);

const sumOf = (match: RegExpExecArray | null) => (match?.slice(1) ?? []).reduce((sum, each) => sum + Number(each), 0);
