import { EventEmitter, once } from 'node:events';
import type { WebSocket } from 'ws';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { within } from '../../lib/within.ts';
import type { Call } from '../../wire/attach/link.ts';
import type { Use, Wish } from '../../wire/attach/wish.ts';
import { ConnectedAgent } from './connected-agent.ts';
import { admit } from './introduction.ts';

/** Connections that have not shown the key yet; more are closed. */
const MOST_STRANGERS = 32;

/** Milliseconds in which agents are back after a start of the server, and those who need one wait. */
const PATIENCE = 10_000;

/** Milliseconds that are waited for what containers take: a machine that is out of reach must not keep `ps` waiting. */
const MEASURED = 500;

/** The agents that have dialled in, one on each machine of the rack. */
export class Agents {
  private readonly secret: string | undefined;
  private readonly log: Log;
  private readonly connected = new Set<ConnectedAgent>();
  private readonly arrival = new EventEmitter();
  private readonly until: number;
  private strangers = 0;

  /** Without a secret nobody is let in. `patience`: milliseconds in which agents come back after a start of the server. */
  constructor({ secret, log, patience = PATIENCE }: { secret: string | undefined; log: Log; patience?: number }) {
    this.secret = secret;
    this.log = log;
    this.until = Date.now() + patience;
  }

  get size(): number {
    return this.connected.size;
  }

  /** Takes a connection to the door for agents, if it is one's. */
  async meet(socket: WebSocket, from: string): Promise<void> {
    socket.on('error', () => {});
    if (this.secret === undefined || this.strangers >= MOST_STRANGERS) return socket.terminate();
    this.strangers += 1;
    try {
      await admit(socket, this.secret);
    } catch (error) {
      this.log.info(`an agent from ${from} was refused: ${messageOf(error)}`);
      return socket.terminate();
    } finally {
      this.strangers -= 1;
    }
    this.welcome(socket, from);
  }

  /** The agent on whose machine a task's container runs; undefined when none has it. */
  async of(task: string): Promise<ConnectedAgent | undefined> {
    const found = await Promise.all(
      [...this.connected].map(async (agent) => ((await isThere(agent, task)) ? agent : undefined)),
    );
    return found.find((agent) => agent !== undefined);
  }

  /** Any agent; one that comes, right after a start of the server. Throws a `Failure` `no_agent` when there is none. */
  async any(): Promise<ConnectedAgent> {
    const left = this.until - Date.now();
    if (this.size === 0 && left > 0)
      await once(this.arrival, 'agent', { signal: AbortSignal.timeout(left) }).catch(() => {});
    const [first] = this.connected;
    if (first) return first;
    throw noAgent();
  }

  /** Asks the agent of a task for something. */
  async ask(task: string, wish: Wish): Promise<{ call: Call; agent: ConnectedAgent }> {
    await this.any();
    const agent = await this.of(task);
    if (!agent) throw notReached();
    return { call: agent.call(wish), agent };
  }

  /** What the running containers of an app take, by task, of all machines whose agent answers at once. */
  async measure(app: string): Promise<Map<string, Use>> {
    const ask = async (agent: ConnectedAgent) => {
      const answer = agent.call({ kind: 'measure', app }).answer as Promise<Record<string, Use>>;
      return (await within(MEASURED, answer).catch(() => undefined)) ?? {};
    };
    const all = await Promise.all([...this.connected].map(ask));
    return new Map(all.flatMap((uses) => Object.entries(uses)));
  }

  /** Ends all connections. */
  close(): void {
    for (const agent of this.connected) agent.close();
  }

  // Private

  private welcome(socket: WebSocket, from: string): void {
    const agent = new ConnectedAgent(socket);
    this.connected.add(agent);
    this.arrival.emit('agent');
    this.log.info(`an agent connected from ${from}; there are ${this.size}`);
    socket.once('close', () => {
      this.connected.delete(agent);
      this.log.info(`the agent from ${from} is gone; there are ${this.size}`);
    });
  }
}

// Private

async function isThere(agent: ConnectedAgent, task: string): Promise<boolean> {
  return (await agent.call({ kind: 'find', task }).answer.catch(() => false)) === true;
}

function noAgent(): Failure {
  return new Failure('no_agent', 'No agent of this rack is connected, and containers are reached through agents.', {
    hint: 'It connects by itself within seconds of its start; tell an admin of the rack if it does not.',
  });
}

function notReached(): Failure {
  return new Failure('process_not_reached', 'No agent of this rack has the container of that copy on its machine.', {
    hint: 'It may have ended just now; else the agent of its machine is away. See which run: ssh rack ps APP',
  });
}
