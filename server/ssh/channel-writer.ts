import type { ServerChannel } from 'ssh2';

export type Target = 'stdout' | 'stderr';

/** Where ssh2 1.17 remembers a write that waits for the client's window. */
interface WaitingWrites {
  _chunk: unknown;
  _chunkcb: unknown;
  _chunkErr: unknown;
  _chunkcbErr: unknown;
}

/**
 * Writes to a client's channel, one chunk at a time over both its streams: a write resolves when the client's window has
 * taken it, so that memory stays flat whatever the client's pace. ssh2 never forgets a write that once had to wait, and
 * would repeat it when the other stream waits next; so it is made to forget here.
 */
export class ChannelWriter {
  private readonly channel: ServerChannel;
  private tail: Promise<void> = Promise.resolve();
  private readonly gone: AbortSignal;
  private release: () => void = () => {};

  /** `gone` aborts when the client has closed the channel. */
  constructor(channel: ServerChannel, gone: AbortSignal) {
    this.channel = channel;
    this.gone = gone;
    gone.addEventListener('abort', () => this.release(), { once: true });
  }

  /** Resolves when the bytes are on their way, or the client is gone. */
  write(chunk: Buffer | string, to: Target): Promise<void> {
    this.tail = this.tail.then(() => this.put(chunk, to));
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

  private put(chunk: Buffer | string, to: Target): Promise<void> {
    if (this.gone.aborted || chunk.length === 0) return Promise.resolve();
    const stream = to === 'stdout' ? this.channel : this.channel.stderr;
    return new Promise((resolve) => {
      this.release = resolve;
      stream.write(chunk, () => {
        this.forgetWaitingWrites();
        resolve();
      });
    });
  }

  private forgetWaitingWrites(): void {
    const channel = this.channel as unknown as WaitingWrites;
    channel._chunk = channel._chunkcb = channel._chunkErr = channel._chunkcbErr = undefined;
  }
}
