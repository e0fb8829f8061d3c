import { Readable } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { messageOf } from '../../lib/failure.ts';

/** Before the exit code of a command, as the stock client looks for it. */
const EXIT = 'F1E49A85-0AD7-4AEF-A618-C249C6E6568D';

/**
 * A WebSocket as the stock client speaks it: bytes both ways in text frames, whose ends mean nothing; an empty binary frame
 * is the end of one direction. The exit code of a command is a text frame of its own, the last one.
 */
export class Channel {
  /** What the client sends, up to its end. */
  readonly input: Readable;
  /** Aborts when the client is gone. */
  readonly gone: AbortSignal;
  private readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.input = new Readable({ read: () => socket.resume() });
    this.input.on('error', () => {});
    const gone = new AbortController();
    this.gone = gone.signal;
    socket.on('message', (data, isBinary) => this.take(data, isBinary));
    socket.on('error', () => {});
    socket.on('close', () => {
      gone.abort();
      if (!this.input.readableEnded) this.input.destroy();
    });
  }

  /** Resolves at the client's pace, or when it is gone. */
  write(chunk: Buffer | string): Promise<void> {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN || chunk.length === 0) return Promise.resolve();
    return new Promise((resolve) => socket.send(chunk, { binary: false }, () => resolve()));
  }

  /** Tells the exit code of the command. */
  exit(code: number): Promise<void> {
    return this.write(`${EXIT}:${code}\n`);
  }

  /** Tells what went wrong, as the stock client shows it. */
  fail(error: unknown): Promise<void> {
    return this.write(`ERROR: ${messageOf(error)}\n`);
  }

  /** The end of what it says, and of the connection. */
  end(): void {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(Buffer.alloc(0), { binary: true });
    socket.close(1000);
  }

  // Private

  private take(data: RawData, isBinary: boolean): void {
    if (this.input.readableEnded || this.input.destroyed) return;
    if (isBinary) return void this.input.push(null);
    if (!this.input.push(data)) this.socket.pause();
  }
}
