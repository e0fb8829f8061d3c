import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { lines } from '../../lib/lines.ts';

/** Milliseconds before a connection that was lost is made again. */
const AGAIN = 100;

/** A line as the API tells it. */
export interface ReadLine {
  cursor?: number;
  time: string;
  source: 'app' | 'rack';
  process: string;
  message: string;
}

/** Follows an app's log over the API, and comes back with its cursor whenever the server was away. */
export class Reader {
  /** How often the connection was lost. */
  losses = 0;
  private readonly url: string;
  private readonly token: string;
  private readonly take: (line: ReadLine) => void;
  private readonly stopping = new AbortController();
  private cursor = 0;
  private readonly ended: Promise<void>;

  /** `url` is that of the app's log. */
  constructor(url: string, token: string, take: (line: ReadLine) => void) {
    this.url = url;
    this.token = token;
    this.take = take;
    this.ended = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  // Private

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.follow(signal).catch(() => {});
      this.losses += signal.aborted ? 0 : 1;
      await sleep(AGAIN, undefined, { signal }).catch(() => {});
    }
  }

  /** The end of a connection may cut a line: that one comes again. */
  private async follow(signal: AbortSignal): Promise<void> {
    const answer = await ask(`${this.url}?follow=true&after=${this.cursor}`, this.token, signal);
    for await (const text of lines(answer)) {
      const line = parse(text);
      this.cursor = line?.cursor ?? this.cursor;
      if (line) this.take(line);
    }
  }
}

/** Reads what is kept of a log, to its end. */
export async function readKept(url: string, token: string, take: (line: ReadLine) => void): Promise<void> {
  for await (const text of lines(await ask(`${url}?after=0`, token))) {
    const line = parse(text);
    if (line) take(line);
  }
}

// Private

async function ask(url: string, token: string, signal?: AbortSignal): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/x-ndjson' };
  const request = get(url, { headers, agent: false, ...(signal && { signal }) });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  if (answer.statusCode === 200) return answer;
  answer.destroy();
  throw new Error(`GET ${url}: ${answer.statusCode}`);
}

function parse(text: string): ReadLine | undefined {
  return text.endsWith('}') ? (JSON.parse(text) as ReadLine) : undefined;
}
