import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { lines } from '../../lib/lines.ts';

/** Milliseconds before a connection that was lost is made again. */
const AGAIN = 100;

/** The address of a log, and the token that opens it. */
export interface Door {
  url: string;
  token: string;
}

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
  private readonly door: Door;
  private readonly take: (line: ReadLine) => void;
  private readonly stopping = new AbortController();
  private cursor = 0;
  private readonly ended: Promise<void>;

  constructor(door: Door, take: (line: ReadLine) => void) {
    this.door = door;
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
    const answer = await ask(this.door, `follow=true&after=${this.cursor}`, signal);
    for await (const text of lines(answer)) {
      const line = parse(text);
      this.cursor = line?.cursor ?? this.cursor;
      if (line) this.take(line);
    }
  }
}

/** Reads what is kept of a log, to its end. */
export async function readKept(door: Door, take: (line: ReadLine) => void): Promise<void> {
  for await (const text of lines(await ask(door, 'after=0'))) {
    const line = parse(text);
    if (line) take(line);
  }
}

// Private

async function ask({ url, token }: Door, query: string, signal?: AbortSignal): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/x-ndjson' };
  const request = get(`${url}?${query}`, { headers, agent: false, ...(signal && { signal }) });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  if (answer.statusCode === 200) return answer;
  answer.destroy();
  throw new Error(`GET ${url}: ${answer.statusCode}`);
}

function parse(text: string): ReadLine | undefined {
  return text.endsWith('}') ? (JSON.parse(text) as ReadLine) : undefined;
}
