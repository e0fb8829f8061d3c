/** Holds files that were removed, and can give up the oldest of them. */
export interface Holder {
  /** Gives up its oldest file; answers how many bytes that frees. */
  letGo(): Promise<number>;
}

/** What all containers' rotated files may take on the disk that nobody but the agent keeps there. */
const MOST_BYTES = 1024 ** 3;

/**
 * The log files that Docker has removed, and that an agent's open handles keep, while the stream is away or slow. Beyond a
 * bound the container that holds most lets go: no other loses lines by it.
 */
export class HeldFiles {
  private readonly most: number;
  private readonly holders = new Map<Holder, number>();

  constructor(most = MOST_BYTES) {
    this.most = most;
  }

  /** In sum. */
  get bytes(): number {
    return [...this.holders.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** So much is held for one container now. */
  async set(holder: Holder, bytes: number): Promise<void> {
    this.keep(holder, bytes);
    while (this.bytes > this.most) {
      const [largest, held] = this.largest();
      this.keep(largest, held - ((await largest.letGo()) || held));
    }
  }

  // Private

  private keep(holder: Holder, bytes: number): void {
    if (bytes > 0) this.holders.set(holder, bytes);
    else this.holders.delete(holder);
  }

  private largest(): [Holder, number] {
    return [...this.holders].reduce((most, each) => (each[1] > most[1] ? each : most));
  }
}
