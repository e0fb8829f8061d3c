export interface FairQueueOptions {
  /** When it aborts while waiting, the place is given up and the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Told how many run or start before it, and again each time that changes. */
  onWait?: (ahead: number) => void;
}

interface Waiting {
  owner: string;
  ahead: number;
  options: FairQueueOptions;
  start(): void;
  giveUp(): void;
}

/**
 * So much work at once, whoever asks for it; when that is full, turns go round by owner: who asks for ten waits longer for
 * the tenth than another for the first. First come, first served among the work of one owner.
 */
export class FairQueue {
  private readonly places: number;
  private readonly waiting: Waiting[] = [];
  /** The round in which each owner last had a turn. */
  private readonly lastRound = new Map<string, number>();
  private round = 0;
  private running = 0;

  constructor(places: number) {
    this.places = places;
  }

  /** How much runs, and how much waits for it. */
  get load(): { running: number; waiting: number; places: number } {
    return { running: this.running, waiting: this.waiting.length, places: this.places };
  }

  /** Runs `work` when it is its turn. */
  async run<T>(owner: string, work: () => Promise<T>, options: FairQueueOptions = {}): Promise<T> {
    options.signal?.throwIfAborted();
    if (this.running < this.places) this.begin(owner);
    else await this.turn(owner, options);
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.next();
    }
  }

  // Private

  /** From here on a place is taken. */
  private begin(owner: string): void {
    this.running += 1;
    this.round = this.nextRound(owner);
    this.lastRound.set(owner, this.round);
  }

  private nextRound(owner: string): number {
    return Math.max(this.round, (this.lastRound.get(owner) ?? -1) + 1);
  }

  private turn(owner: string, options: FairQueueOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.remove(entry);
        entry.giveUp();
        this.tellPlaces();
      };
      const settled = () => options.signal?.removeEventListener('abort', leave);
      const start = () => {
        settled();
        resolve();
      };
      const giveUp = () => {
        settled();
        reject(options.signal?.reason);
      };
      const entry: Waiting = { owner, ahead: 0, options, start, giveUp };
      options.signal?.addEventListener('abort', leave, { once: true });
      this.waiting.push(entry);
      this.tellPlaces();
    });
  }

  private next(): void {
    const first = this.inOrder()[0];
    if (first) {
      this.remove(first);
      this.begin(first.owner);
      first.start();
      this.tellPlaces();
    } else if (this.running === 0) {
      this.lastRound.clear();
      this.round = 0;
    }
  }

  private remove(entry: Waiting): void {
    this.waiting.splice(this.waiting.indexOf(entry), 1);
  }

  /** Who waits, by turn: each owner has one a round. */
  private inOrder(): Waiting[] {
    const next = new Map<string, number>();
    const rounds = new Map<Waiting, number>();
    for (const entry of this.waiting) {
      const round = next.get(entry.owner) ?? this.nextRound(entry.owner);
      rounds.set(entry, round);
      next.set(entry.owner, round + 1);
    }
    return this.waiting.toSorted((a, b) => rounds.get(a)! - rounds.get(b)!);
  }

  private tellPlaces(): void {
    for (const [at, entry] of this.inOrder().entries()) {
      const ahead = this.running + at;
      if (entry.ahead === ahead) continue;
      entry.ahead = ahead;
      entry.options.onWait?.(ahead);
    }
  }
}
