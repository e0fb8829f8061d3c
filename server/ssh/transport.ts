import type { Socket } from 'node:net';
import type { Connection as SshConnection } from 'ssh2';
import { insidesOf } from './insides.ts';

const KIB = 1024;

/** Bytes of the first line, in which a client says what it is (RFC 4253 §4.2). */
const LONGEST_IDENTIFICATION = 255;

/** How long a client is waited for, in milliseconds. */
export interface Patience {
  /** Until keys are exchanged: only machines take part in that. */
  handshake: number;
  /** From then until somebody is logged in, as OpenSSH gives: people unlock their keys meanwhile. */
  login: number;
  /** Until a client has taken what was still on its way to it. */
  goodbye: number;
}

const PATIENCE: Patience = { handshake: 15_000, login: 120_000, goodbye: 5_000 };

/** Bytes that a client may send until it is logged in; who offers twenty keys of 4096 bits needs a tenth of it. */
const MOST_BEFORE_LOGIN = 256 * KIB;

/** Bytes that wait for the client; above, what has more to tell waits too. */
const ENOUGH_UNREAD = 1024 * KIB;

/** Bytes that wait for a client that asks on and on and does not read the answers. */
const MOST_UNREAD = 8 * 1024 * KIB;

/** Exchanges of keys that a client may ask for: so many, one for each part of its traffic (OpenSSH packs 32 KiB), one now and then. */
const REKEYS = { free: 16, bytes: 16 * KIB, milliseconds: 10_000 };

/**
 * The TCP connection below one SSH connection: it is timed, counted and closed here. ssh2 does none of it: it tells of a
 * connection only after the client's first line, never ends one by force, and hands all answers to the socket whether the
 * client reads or not.
 */
export class Transport {
  readonly since = Date.now();
  private readonly socket: Socket;
  private readonly patience: Patience;
  private client: SshConnection | undefined;
  private timer: NodeJS.Timeout;
  private closing: NodeJS.Timeout | undefined;
  private isLoggedIn = false;
  private exchanges = 0;
  private wake: () => void = () => {};
  private waiting: Promise<void> | undefined;

  /** Of a socket that is paused; it is not read before ssh2 reads it. */
  constructor(socket: Socket, patience = PATIENCE) {
    this.socket = socket;
    this.patience = patience;
    this.timer = setTimeout(() => this.end(), patience.handshake);
    socket.on('error', () => {});
    socket.on('data', () => this.inspect());
    socket.on('drain', () => this.resumeWriters());
    socket.on('end', () => this.end());
    socket.on('close', () => this.closed());
  }

  /** The client has said its first line. */
  attach(client: SshConnection): void {
    this.client = client;
    client.on('handshake', () => this.keysExchanged());
    client.on('error', () => this.end());
  }

  /** Somebody is logged in: a connection may last. */
  loggedIn(): void {
    this.isLoggedIn = true;
    clearTimeout(this.timer);
  }

  /** Undefined when more may be written; else resolves when that may be asked again. */
  congestion(): Promise<void> | undefined {
    if (!this.isCongested()) return undefined;
    this.waiting ??= new Promise((resolve) => {
      this.wake = resolve;
    });
    return this.waiting;
  }

  /** Says goodbye; a client that does not take that is cut off. */
  end(): void {
    if (this.client) this.client.end();
    else this.socket.end();
    this.closing ??= setTimeout(() => this.cut(), this.patience.goodbye);
  }

  /** At once, for a client that breaks the rules. */
  cut(): void {
    this.socket.destroy();
  }

  // Private

  private inspect(): void {
    const { bytesRead, writableLength } = this.socket;
    if (!this.client) this.expectIdentification(bytesRead);
    if (!this.isLoggedIn && bytesRead > MOST_BEFORE_LOGIN) this.cut();
    if (writableLength > MOST_UNREAD) this.cut();
  }

  /** ssh2 reads the same bytes after this; only then it is known whether they hold a first line. */
  private expectIdentification(bytesRead: number): void {
    setImmediate(() => {
      if (!this.client && bytesRead > LONGEST_IDENTIFICATION) this.cut();
    });
  }

  /** The first exchange begins a connection; the others cost a signature each, and only the client asks for them. */
  private keysExchanged(): void {
    this.exchanges += 1;
    if (this.exchanges === 1 && !this.isLoggedIn) this.startLogin();
    if (this.exchanges > this.allowedExchanges()) this.cut();
    this.resumeWriters();
  }

  private startLogin(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), this.patience.login);
  }

  private allowedExchanges(): number {
    const { bytesRead, bytesWritten } = this.socket;
    const earned = (bytesRead + bytesWritten) / REKEYS.bytes + (Date.now() - this.since) / REKEYS.milliseconds;
    return REKEYS.free + earned;
  }

  private isCongested(): boolean {
    if (this.socket.destroyed) return false;
    const isRekeying = this.client !== undefined && insidesOf(this.client)._protocol._kexinit !== undefined;
    return isRekeying || this.socket.writableLength > ENOUGH_UNREAD;
  }

  private resumeWriters(): void {
    this.waiting = undefined;
    this.wake();
  }

  private closed(): void {
    clearTimeout(this.timer);
    clearTimeout(this.closing);
    this.resumeWriters();
  }
}
