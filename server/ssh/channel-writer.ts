import type { ServerChannel } from 'ssh2';

export type Target = 'stdout' | 'stderr';

/** Bytes that are handed to the channel at once: what a client has taken of a window bounds memory, not what it was given. */
const PIECE = 128 * 1024;

/** Where ssh2 1.17 remembers a write that waits for the client's window. */
interface WaitingWrites {
  _chunk: unknown;
  _chunkcb: unknown;
  _chunkErr: unknown;
  _chunkcbErr: unknown;
}

/**
 * Writes to a client's channel, one piece at a time over both its streams: a write resolves when the client's window and
 * its connection have taken it, so that memory stays flat whatever the client's pace, and however large a window it
 * gives. ssh2 never forgets a write that once had to wait, and would repeat it when the other stream waits next; so it is
 * made to forget here. Nothing here rejects: who writes to a client that is gone has nothing to mend.
 */
export class ChannelWriter {
  private readonly channel: ServerChannel;
  private tail: Promise<void> = Promise.resolve();
  private readonly gone: AbortSignal;
  private readonly congestion: () => Promise<void> | undefined;
  private release: () => void = () => {};

  /** `gone` aborts when the client has closed the channel; `congestion` says when its connection has room again. */
  constructor(
    channel: ServerChannel,
    gone: AbortSignal,
    congestion: () => Promise<void> | undefined = () => undefined,
  ) {
    this.channel = channel;
    this.gone = gone;
    this.congestion = congestion;
    gone.addEventListener('abort', () => this.release(), { once: true });
  }

  /** Resolves when the bytes are on their way, or the client is gone. */
  write(chunk: Buffer | string, to: Target): Promise<void> {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      this.tail = this.tail.then(() => this.put(piece, to));
    }
    return this.tail;
  }

  /** After all writes: the exit code, and the end of the channel. */
  async end(code: number): Promise<void> {
    await this.tail;
    if (this.gone.aborted) return;
    const { channel } = this;
    channel.stderr.end(() => {
      channel.exit(code);
      channel.end();
    });
  }

  // Private

  private async put(piece: Buffer, to: Target): Promise<void> {
    for (let wait = this.congestion(); wait && !this.gone.aborted; wait = this.congestion())
      await this.unlessGone(wait);
    if (this.gone.aborted) return;
    const stream = to === 'stdout' ? this.channel : this.channel.stderr;
    await new Promise<void>((resolve) => {
      this.release = resolve;
      stream.write(piece, () => {
        this.forgetWaitingWrites();
        resolve();
      });
    });
  }

  private unlessGone(wait: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      this.release = resolve;
      void wait.then(resolve);
    });
  }

  private forgetWaitingWrites(): void {
    const channel = this.channel as unknown as WaitingWrites;
    channel._chunk = channel._chunkcb = channel._chunkErr = channel._chunkcbErr = undefined;
  }
}
