/** A place in a queue: `ahead` is how many run or wait before it, `holder` what the one that runs is called. */
export interface Place {
  ahead: number;
  holder: string | undefined;
}

export interface QueueOptions {
  /** When it aborts while waiting, the place is given up and the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Told the place when others are ahead, and again each time it changes. */
  onWait?: (place: Place) => void;
  /** What those who wait are told runs: `the push of bob`. */
  holder?: string;
  /** Others may take its place while it waits. */
  replaceable?: boolean;
  /** Takes the first place of all replaceable ones that wait; they reject with this reason. */
  replaces?: Error | undefined;
}

interface Waiting {
  options: QueueOptions;
  ahead: number;
  start(): void;
  giveUp(reason: unknown): void;
}

interface Line {
  running: QueueOptions;
  waiting: Waiting[];
}

/**
 * First come, first served, per key. Work under one key runs one at a time; different keys run side by side.
 * Held in memory only, so that no lock outlives its holder.
 */
export class KeyedQueue {
  private readonly lines = new Map<string, Line>();

  /** How many wait, whatever for. */
  get waiting(): number {
    return [...this.lines.values()].reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  /** How many run. */
  get running(): number {
    return this.lines.size;
  }

  /** Runs `work` when it is its turn. */
  async run<T>(key: string, work: () => Promise<T>, options: QueueOptions = {}): Promise<T> {
    options.signal?.throwIfAborted();
    const line = this.lines.get(key);
    if (line) await this.turn(line, options);
    else this.lines.set(key, { running: options, waiting: [] });
    try {
      return await work();
    } finally {
      this.next(key);
    }
  }

  // Private

  private turn(line: Line, options: QueueOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      const leave = () => {
        line.waiting.splice(line.waiting.indexOf(entry), 1);
        entry.giveUp(signal?.reason);
        tellPlaces(line);
      };
      const entry: Waiting = {
        options,
        ahead: 0,
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
        giveUp: (reason) => {
          signal?.removeEventListener('abort', leave);
          reject(reason);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      enter(line, entry);
      tellPlaces(line);
    });
  }

  private next(key: string): void {
    const line = this.lines.get(key) as Line;
    const first = line.waiting.shift();
    if (!first) return void this.lines.delete(key);
    line.running = first.options;
    first.start();
    tellPlaces(line);
  }
}

// Private

function enter(line: Line, entry: Waiting): void {
  const { replaces } = entry.options;
  const replaced = replaces ? line.waiting.filter(({ options }) => options.replaceable) : [];
  const at = replaced[0] ? line.waiting.indexOf(replaced[0]) : line.waiting.length;
  line.waiting.splice(at, 0, entry);
  line.waiting = line.waiting.filter((each) => !replaced.includes(each));
  for (const each of replaced) each.giveUp(replaces);
}

function tellPlaces({ running, waiting }: Line): void {
  for (const [at, entry] of waiting.entries()) {
    if (entry.ahead === at + 1) continue;
    entry.ahead = at + 1;
    entry.options.onWait?.({ ahead: entry.ahead, holder: running.holder });
  }
}
