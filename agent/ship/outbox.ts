import { type LogOrigin, MOST_BODY_BYTES } from '../../wire/log-record.ts';
import { Backoff } from '../backoff.ts';

/** Lines of one container that follow each other, as a record's body has them. */
export interface Lines {
  bytes: Buffer;
  count: number;
  /** The number of the first where the process printed them; lines of the agent carry theirs. */
  first?: number;
}

/** What all outboxes of an agent hold together. */
export interface Load {
  bytes: number;
}

/** What one container's lines may take while they wait; when it is more, its reader pauses. */
const WAITING_BYTES = 2 * 1024 * 1024;
/** The same for all containers in sum; one that has nothing waiting may read on nevertheless. */
const WAITING_BYTES_IN_SUM = 8 * 1024 * 1024;
/** What a shard refuses is tried in smaller records, which find room where a large one does not. */
const LEAST_RECORD_BYTES = 128 * 1024;

/** Lines of one container that wait for Kinesis, in order. */
export class Outbox {
  readonly origin: LogOrigin;
  private readonly onLine: () => void;
  private readonly load: Load;
  private readonly backoff = new Backoff();
  private waiting: Waiting[] = [];
  private bytes = 0;
  private recordBytes = MOST_BODY_BYTES;
  private notBefore = 0;
  private readonly changes = new Set<() => void>();

  constructor(origin: LogOrigin, onLine: () => void, load: Load = { bytes: 0 }) {
    this.origin = origin;
    this.onLine = onLine;
    this.load = load;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Whether more lines may come. */
  get hasRoom(): boolean {
    return this.isEmpty || (this.bytes < WAITING_BYTES && this.load.bytes < WAITING_BYTES_IN_SUM);
  }

  /** Milliseconds until its next try; 0 when it may be sent now. */
  get wait(): number {
    return Math.max(0, this.notBefore - performance.now());
  }

  /** Adds lines; `onShipped` is called once Kinesis has them and all before them. */
  add(lines: Lines, onShipped?: () => void): void {
    this.waiting.push({ ...lines, onShipped });
    this.grow(lines.bytes.length);
    this.onLine();
  }

  /** Resolves when Kinesis has more of it than now, the signal aborts, or so many milliseconds have passed. */
  change(signal: AbortSignal, within?: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.changes.delete(done);
        resolve();
      };
      const timer = within === undefined ? undefined : setTimeout(done, within);
      signal.addEventListener('abort', done, { once: true });
      this.changes.add(done);
    });
  }

  /** Resolves when Kinesis has everything, or the signal aborts. */
  async shipped(signal: AbortSignal): Promise<void> {
    while (!this.isEmpty && !signal.aborted) await this.change(signal);
  }

  /** The first lines that fit into one record. */
  pack(): Packed {
    const packed: Packed = { body: [], bytes: 0, parts: 0, lines: 0, first: undefined };
    let next: number | undefined;
    for (const { bytes, count, first } of this.waiting) {
      if (packed.parts > 0 && packed.bytes + bytes.length > this.recordBytes) break;
      // Numbers of printed lines count up within a record.
      if (first !== undefined && first !== (next ?? first)) break;
      if (first !== undefined) next = first + count;
      packed.first ??= first;
      packed.body.push(bytes);
      packed.bytes += bytes.length;
      packed.lines += count;
      packed.parts += 1;
    }
    return packed;
  }

  /** Kinesis has the first so many parts. */
  acknowledge(parts: number): void {
    this.backoff.reset();
    this.recordBytes = Math.min(this.recordBytes * 2, MOST_BODY_BYTES);
    const done = this.waiting.splice(0, parts);
    for (const { bytes } of done) this.grow(-bytes.length);
    for (const { onShipped } of done) onShipped?.();
    for (const change of [...this.changes]) change();
  }

  /** Kinesis has not taken its record: it waits, the longer the more often in a row. */
  refused(): void {
    this.notBefore = performance.now() + this.backoff.next();
    this.recordBytes = Math.max(this.recordBytes / 2, LEAST_RECORD_BYTES);
  }

  // Private

  private grow(bytes: number): void {
    this.bytes += bytes;
    this.load.bytes += bytes;
  }
}

/** What goes into one record. */
export interface Packed {
  body: Buffer[];
  bytes: number;
  /** How many of what was added it is. */
  parts: number;
  lines: number;
  first: number | undefined;
}

interface Waiting extends Lines {
  onShipped: (() => void) | undefined;
}
