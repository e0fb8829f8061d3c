import { Socket } from 'node:net';

/** Most bytes that are read at once, and enough to be handed on. */
const PIECE = 64 * 1024;

/** Milliseconds that bytes of a stream in full flow may wait for more. */
const PATIENCE = 1;

/** Milliseconds after which the next bytes are the first of something new, and are handed on at once. */
const SILENCE = 5;

/**
 * Hands all that a program writes to `write`, which must not reject, and resolves when all was taken.
 *
 * git writes a pack in pieces of 8 KB. Each would cost a packet and system calls on both sides, and Node.js 64 KiB of memory
 * to read it: the collection of that garbage takes longer than all else. So bytes are gathered, in two buffers that are used
 * again and again: one is filled while the other one is written. A piece is valid until `write` resolves.
 */
export function gather(from: Socket, write: (piece: Buffer) => Promise<void>): Promise<void> {
  return new Promise((resolve) => new Gatherer(from, write, resolve));
}

// Private

class Gatherer {
  private readonly from: Socket;
  private readonly write: (piece: Buffer) => Promise<void>;
  private readonly done: () => void;
  private filling = Buffer.allocUnsafeSlow(2 * PIECE);
  private spare = Buffer.allocUnsafeSlow(2 * PIECE);
  private size = 0;
  private isWriting = false;
  private isOver = false;
  private timer: NodeJS.Timeout | undefined;
  private writtenAt = 0;

  constructor(from: Socket, write: (piece: Buffer) => Promise<void>, done: () => void) {
    this.write = write;
    this.done = done;
    this.from = read(from, (bytes) => this.take(bytes));
    this.from.on('close', () => this.end());
  }

  /** Answers whether there is room for more. */
  private take(bytes: Uint8Array): boolean {
    this.filling.set(bytes, this.size);
    this.size += bytes.length;
    if (!this.isWriting) this.schedule();
    return this.hasRoom();
  }

  private hasRoom(): boolean {
    return this.size <= this.filling.length - PIECE;
  }

  private schedule(): void {
    if (this.size >= PIECE || this.isOver) void this.handOn();
    else if (performance.now() - this.writtenAt > SILENCE) setImmediate(() => this.handOn());
    else this.timer ??= setTimeout(() => this.handOn(), PATIENCE);
  }

  private async handOn(): Promise<void> {
    if (this.isWriting || this.size === 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const piece = this.filling.subarray(0, this.size);
    [this.filling, this.spare] = [this.spare, this.filling];
    this.size = 0;
    this.isWriting = true;
    this.from.resume();
    await this.write(piece);
    this.isWriting = false;
    this.writtenAt = performance.now();
    this.goOn();
  }

  private goOn(): void {
    if (this.size > 0) this.schedule();
    else if (this.isOver) this.done();
  }

  private end(): void {
    this.isOver = true;
    if (!this.isWriting) this.goOn();
  }
}

/** The handle below a socket, of which Node.js says nothing in its manual. */
interface WithHandle {
  _handle: object | null;
}

/**
 * Reads a child's output into one buffer, over and over; `take` sees the bytes while it runs, and pauses by answering no.
 * Node.js offers that (`onread`) only for sockets that one makes oneself, so one is made of the child's.
 */
function read(from: Socket, take: (bytes: Uint8Array) => boolean): Socket {
  const handle = (from as unknown as WithHandle)._handle;
  (from as unknown as WithHandle)._handle = null;
  const onread = {
    buffer: Buffer.allocUnsafeSlow(PIECE),
    callback: (size: number, bytes: Uint8Array) => take(bytes.subarray(0, size)),
  };
  const reader = new Socket({ handle, onread, readable: true, writable: false } as object);
  reader.on('error', () => {});
  return reader.resume();
}
