import { PassThrough, type Readable } from 'node:stream';

/** Characters of the longest line that somebody types. */
const LONGEST = 4096;

/**
 * What somebody types at a terminal whose keys all come here: it is shown, can be mended with the backspace key, and comes line
 * by line. Ctrl-D ends it, Ctrl-C interrupts.
 */
export class TypedLines {
  readonly input = new PassThrough();
  /** Aborts at Ctrl-C. */
  readonly interrupted: AbortSignal;
  private readonly show: (text: string) => void;
  private readonly interrupt = new AbortController();
  private line = '';

  /** `show` writes to the terminal as it is. */
  constructor(keys: Readable, show: (text: string) => void) {
    this.show = show;
    this.interrupted = this.interrupt.signal;
    keys.setEncoding('utf8');
    keys.on('data', (text: string) => {
      for (const key of text) this.press(key);
    });
    keys.on('end', () => this.end());
  }

  // Private

  private press(key: string): void {
    if (key === '\x03') this.interrupt.abort();
    else if (key === '\x04' && this.line === '') this.end();
    else if (key === '\r' || key === '\n') this.enter();
    else if (key === '\x7f' || key === '\b') this.erase();
    else if (key >= ' ' && this.line.length < LONGEST) this.add(key);
  }

  private enter(): void {
    this.show('\r\n');
    if (!this.input.writableEnded) this.input.write(`${this.line}\n`);
    this.line = '';
  }

  private erase(): void {
    if (this.line === '') return;
    this.line = [...this.line].slice(0, -1).join('');
    this.show('\b \b');
  }

  private add(key: string): void {
    this.line += key;
    this.show(key);
  }

  private end(): void {
    this.input.end(this.line);
    this.line = '';
  }
}
