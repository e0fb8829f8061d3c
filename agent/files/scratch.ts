/**
 * Rooms of one size that files are read into. What was read is copied out of them: it may be little, and wait for long, which
 * would keep the whole room.
 */
export class Scratch {
  private readonly size: number;
  private readonly free: Buffer[] = [];

  constructor(size: number) {
    this.size = size;
  }

  /** A copy of what `read` puts into a room. */
  async use(read: (room: Buffer) => Promise<Buffer>): Promise<Buffer> {
    const room = this.free.pop() ?? Buffer.allocUnsafeSlow(this.size);
    try {
      return Buffer.from(await read(room));
    } finally {
      if (this.free.length < MOST_FREE) this.free.push(room);
    }
  }
}

// Private

/** So many files are read at the same time: Node.js has four threads for it. */
const MOST_FREE = 8;
