import { setTimeout as sleep } from 'node:timers/promises';
import { LineSplitter } from '../lib/lines.ts';
import { type Pace, waits } from '../lib/retry.ts';
import { parseNumbered } from '../wire/numbered-line.ts';

/** A connection over which numbered lines come. */
export interface LogConnection {
  lines: AsyncIterable<Buffer>;
  /** How it ended: the exit code of ssh, and what it said. */
  end: Promise<{ code: number; said: string }>;
}

export interface ResumedLogOptions {
  /** Asks for the log, behind the line of this number where there is one. */
  connect(after: number | undefined): LogConnection;
  /** Shows lines, each with its line end. */
  show(text: string): void;
  /** Tells of the connection. */
  tell(line: string): void;
  pace?: Pace;
}

/** ssh's own exit code, for a connection that there was not or is not any more; and that of a rack which is being restarted. */
const CUT = 255;
const LATER = 75;

const PACE: Pace = { first: 200, factor: 1.5, most: 5000 };

/**
 * A log that is followed over as many connections as it takes: each goes on behind the last line that came whole, so that
 * nothing is left out and nothing comes twice.
 */
export class ResumedLog {
  private readonly options: ResumedLogOptions;
  private after: number | undefined;

  constructor(options: ResumedLogOptions) {
    this.options = options;
  }

  /** Shows the log; how it ended at last. What cannot be reached the first time is not tried again. */
  async run({ follow }: { follow: boolean }): Promise<{ code: number; said: string }> {
    let pace = waits(this.options.pace ?? PACE);
    for (let isCut = false; ; isCut = true) {
      const { lines, end } = this.options.connect(this.after);
      if (await this.take(lines, isCut)) {
        pace = waits(this.options.pace ?? PACE);
        isCut = false;
      }
      const ended = await end;
      const isOver = !follow || this.after === undefined || (ended.code !== CUT && ended.code !== LATER);
      if (isOver) return ended;
      if (!isCut) this.options.tell('-- the rack does not answer; this goes on where it was as soon as it does');
      await sleep(pace.next().value);
    }
  }

  // Private

  /** Answers whether anything came. A line whose end did not come is none: it comes again over the next connection. */
  private async take(lines: AsyncIterable<Buffer>, isCut: boolean): Promise<boolean> {
    const decoder = new TextDecoder();
    const splitter = new LineSplitter();
    let came = false;
    for await (const chunk of lines) {
      const whole = splitter.push(decoder.decode(chunk, { stream: true }));
      if (whole.length === 0) continue;
      if (isCut && !came) this.options.tell('-- here it is again');
      came = true;
      this.showAll(whole);
    }
    return came;
  }

  private showAll(lines: readonly string[]): void {
    let text = '';
    for (const line of lines) {
      const read = parseNumbered(line);
      this.after = read?.number ?? this.after;
      if (read?.text !== undefined) text += `${read.text}\n`;
    }
    if (text !== '') this.options.show(text);
  }
}
