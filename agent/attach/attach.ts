import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import WebSocket, { type ClientOptions } from 'ws';
import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { pause } from '../../lib/pause.ts';
import { Link, type Serve } from '../../wire/attach/link.ts';
import { READY } from '../../wire/attach/proof.ts';
import type { Wish } from '../../wire/attach/wish.ts';
import { Backoff } from '../backoff.ts';
import type { ServerAddress } from '../config.ts';
import type { RunningContainers } from '../docker/running.ts';
import { meterOf } from '../stats/meter.ts';
import { dial } from './dial.ts';
import { execute } from './execute.ts';
import { readFiles, writeFiles } from './files.ts';
import { introduce } from './introduce.ts';
import { Measure } from './measure.ts';

/** The path of the server's door for agents. */
const PATH = '/agent';

/** Milliseconds without a ping of the server after which the connection is dead; it pings every 10 s. */
const SILENCE = 35_000;

/** Milliseconds between two tries at most: people wait for it after a restart of the server. */
const LONGEST_PAUSE = 2000;

/** Bytes of the largest message: a piece of a stream, or a wish. */
const MOST_MESSAGE = 1024 * 1024;

/** The agent's connection to the server, over which the server reaches the containers of this machine. */
export class Attach {
  private readonly address: ServerAddress;
  private readonly serve: Serve;
  private readonly log: Log;
  private readonly backoff = new Backoff();
  private isUp = false;

  constructor(address: ServerAddress, containers: RunningContainers, log: Log) {
    this.address = address;
    this.serve = serving(containers);
    this.log = log;
  }

  /** True while the server can reach this agent. */
  get isConnected(): boolean {
    return this.isUp;
  }

  /** Connects, and connects again whenever the connection is lost, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let complained = '';
    while (!signal.aborted) {
      const trouble = await this.connection(signal).catch(messageOf);
      if (trouble && trouble !== complained && !signal.aborted)
        this.log.error(`run and exec do not reach this machine, trying again: ${trouble}`);
      complained = trouble ?? '';
      await pause(Math.min(this.backoff.next(), LONGEST_PAUSE), signal);
    }
  }

  // Private

  /** One connection, to its end; rejects when it is none. */
  private async connection(signal: AbortSignal): Promise<undefined> {
    const socket = new WebSocket(urlOf(this.address.url), optionsOf(this.address));
    const close = () => socket.terminate();
    signal.addEventListener('abort', close, { once: true });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    try {
      await introduce(socket, this.address.secret);
      this.backoff.reset();
      this.isUp = true;
      await this.carry(socket, closed);
    } finally {
      this.isUp = false;
      signal.removeEventListener('abort', close);
      socket.terminate();
    }
    return undefined;
  }

  private async carry(socket: WebSocket, closed: Promise<void>): Promise<void> {
    const link = new Link(socket, this.serve);
    const dead = setTimeout(() => socket.terminate(), SILENCE);
    socket.on('ping', () => dead.refresh());
    socket.on('message', (data: Buffer, isBinary) => link.receive(data, isBinary));
    // From here on nothing that the server asks is missed.
    socket.send(READY);
    await closed;
    clearTimeout(dead);
    link.end();
  }
}

// Private

function urlOf(url: string): string {
  return `${url.replace(/^http/, 'ws')}${PATH}`;
}

/** On loopback the server's certificate is for other names; both sides show each other their key all the same. */
function optionsOf({ url, address }: ServerAddress): ClientOptions {
  return {
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE,
    handshakeTimeout: 10_000,
    rejectUnauthorized: new URL(url).hostname !== '127.0.0.1',
    ...(address !== undefined && { lookup: instead(address) }),
  };
}

/** Looks another host up than the one that is asked for. */
function instead(address: string): LookupFunction {
  return (_, options, done) => lookup(address, options, done);
}

function serving(containers: RunningContainers): Serve {
  const measure = new Measure(containers, meterOf(containers));
  return async (wish: Wish, stream) => {
    if (wish.kind === 'find') return containers.has(wish.task);
    if (wish.kind === 'execute') return execute(containers, wish, stream);
    if (wish.kind === 'read files') return readFiles(containers, wish, stream);
    if (wish.kind === 'write files') return writeFiles(containers, wish, stream);
    if (wish.kind === 'dial') return dial(wish, stream);
    return measure.now(wish.app);
  };
}
