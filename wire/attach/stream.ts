import type { DataFrame, Frame, Part } from './frame.ts';
import type { Control } from './wish.ts';

/** Bytes that may be on their way in one direction before the reader has taken them: what a slow reader costs. */
export const WINDOW = 512 * 1024;

/** Bytes of one message, so that many streams take turns. */
const PIECE = 32 * 1024;

/** Takes bytes in; the writer goes on when it resolves. */
export type Take = (bytes: Buffer, part: Part) => Promise<void>;

/** One side of a stream of a link: bytes both ways, each at its reader's pace. */
export class Stream {
  readonly id: number;
  /** Aborts when nobody at the other side waits for it any more. */
  readonly gone: AbortSignal;
  /** Called with what the other side tells. */
  onControl: (control: Control) => void = () => {};
  private readonly put: (frame: Frame) => void;
  private readonly leaving = new AbortController();
  private room = WINDOW;
  private wakeWriter: () => void = () => {};
  private unread: DataFrame[] = [];
  private unreadBytes = 0;
  private isEnded = false;
  private wakeReader: () => void = () => {};

  constructor(id: number, put: (frame: Frame) => void) {
    this.id = id;
    this.put = put;
    this.gone = this.leaving.signal;
  }

  /** Resolves when the bytes are on their way, or nobody is there for them. One call at a time. */
  async send(bytes: Buffer, part: Part): Promise<void> {
    for (let at = 0; at < bytes.length && !this.gone.aborted; ) {
      if (this.room === 0) await this.moreRoom();
      const piece = bytes.subarray(at, at + Math.min(PIECE, this.room));
      if (this.gone.aborted || piece.length === 0) continue;
      this.room -= piece.length;
      at += piece.length;
      this.put({ type: 'data', stream: this.id, part, bytes: piece });
    }
  }

  /** No more bytes come from this side. */
  end(): void {
    if (!this.gone.aborted) this.put({ type: 'end', stream: this.id });
  }

  tell(control: Control): void {
    if (!this.gone.aborted) this.put({ type: 'control', stream: this.id, control });
  }

  /** Hands all bytes of the other side to `take`, in order; resolves at their end, or when the other side is gone. */
  async receive(take: Take): Promise<void> {
    for (;;) {
      const next = this.unread.shift();
      if (next) await this.hand(next, take);
      else if (this.isEnded || this.gone.aborted) return;
      else await this.moreToRead();
    }
  }

  /** A frame of the other side; false when it breaks the rules. */
  take(frame: Frame): boolean {
    if (frame.type === 'data') return this.keep(frame);
    if (frame.type === 'credit') this.addRoom(frame.bytes);
    else if (frame.type === 'end' || frame.type === 'close') this.ended();
    else if (frame.type === 'control') this.onControl(frame.control);
    else if (frame.type === 'cancel') this.leave();
    return true;
  }

  /** The other side is gone, or wants no more. */
  leave(): void {
    this.leaving.abort();
    this.wakeWriter();
    this.wakeReader();
  }

  // Private

  private async hand(frame: DataFrame, take: Take): Promise<void> {
    await take(frame.bytes, frame.part);
    this.unreadBytes -= frame.bytes.length;
    if (!this.gone.aborted) this.put({ type: 'credit', stream: this.id, bytes: frame.bytes.length });
  }

  private keep(frame: DataFrame): boolean {
    this.unreadBytes += frame.bytes.length;
    if (this.unreadBytes > WINDOW) return false;
    this.unread.push(frame);
    this.wakeReader();
    return true;
  }

  private addRoom(bytes: number): void {
    this.room = Math.min(WINDOW, this.room + bytes);
    this.wakeWriter();
  }

  private ended(): void {
    this.isEnded = true;
    this.wakeReader();
  }

  private moreRoom(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeWriter = resolve;
      if (this.gone.aborted) resolve();
    });
  }

  private moreToRead(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeReader = resolve;
    });
  }
}
