import { type LogOrigin, type RecordLine, writeHeader, writeLine } from '../../wire/log-record.ts';

/** A record may have 1 MiB with its partition key; the rest is left for headers. */
const RECORD_BYTES = 900 * 1024;
/** Lines of one container that wait; when there are more, its reader pauses. */
const WAITING_BYTES = 2 * 1024 * 1024;

/** Lines of one container that wait for Kinesis, in order. */
export class Outbox {
  readonly origin: LogOrigin;
  /** Not tried before this time, in the milliseconds of `performance.now`. */
  notBefore = 0;
  private readonly onLine: () => void;
  private readonly header: string;
  private waiting: WaitingLine[] = [];
  private bytes = 0;
  private changes: (() => void)[] = [];

  constructor(origin: LogOrigin, onLine: () => void) {
    this.origin = origin;
    this.header = writeHeader(origin);
    this.onLine = onLine;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Adds a line; `onShipped` is called once Kinesis has it and all lines before it. */
  add(line: RecordLine, onShipped?: () => void): void {
    const text = writeLine(line);
    const size = Buffer.byteLength(text);
    this.waiting.push({ text, size, onShipped });
    this.bytes += size;
    this.onLine();
  }

  /** Resolves when there is room for more lines, or the signal aborts. */
  room(signal: AbortSignal): Promise<void> {
    return this.until(() => this.bytes < WAITING_BYTES, signal);
  }

  /** Resolves when Kinesis has everything, or the signal aborts. */
  shipped(signal: AbortSignal): Promise<void> {
    return this.until(() => this.isEmpty, signal);
  }

  /** The first lines that fit into one record, and how many they are. */
  pack(): { data: Buffer; count: number } {
    let size = Buffer.byteLength(this.header);
    let count = 0;
    for (const line of this.waiting) {
      if (count > 0 && size + line.size > RECORD_BYTES) break;
      size += line.size;
      count += 1;
    }
    const texts = this.waiting.slice(0, count).map(({ text }) => text);
    return { data: Buffer.from(this.header + texts.join('')), count };
  }

  /** Kinesis has the first `count` lines. */
  acknowledge(count: number): void {
    const done = this.waiting.splice(0, count);
    for (const { size } of done) this.bytes -= size;
    for (const { onShipped } of done) onShipped?.();
    for (const change of this.changes.splice(0)) change();
  }

  // Private

  private async until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    while (!isSo() && !signal.aborted) await this.change(signal);
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.changes.push(done);
    });
  }
}

interface WaitingLine {
  text: string;
  size: number;
  onShipped: (() => void) | undefined;
}
