import { isAbort } from '../../../lib/failure.ts';
import { pause } from '../../../lib/pause.ts';
import { type Pace, waits } from '../../../lib/retry.ts';
import type { LogLine, Logs } from '../../logs/logs.ts';
import type { Drain } from '../../model/drain.ts';
import { parseLogFilter } from '../../model/log-filter.ts';
import { type Portion, portions } from './batches.ts';
import { gathered } from './gather.ts';
import type { Progress } from './progress.ts';
import type { DrainLine, Receiver } from './receiver.ts';
import { Refusal } from './trouble.ts';

export interface DrainRunOptions {
  drain: Drain;
  /** Makes what takes the lines; told where to begin again when some of them may be lost. */
  open(onLoss: (after: number) => void): Receiver;
  /** Why a try failed. */
  reasonOf(error: unknown): string;
  logs: Pick<Logs, 'pages' | 'write'>;
  progress: Progress;
  /** Milliseconds in which lines are gathered. */
  gather?: number;
  pace?: Pace;
}

/** The part of the rack that tells of drains in an app's log. Its lines are not sent: they would tell of themselves. */
export const DRAINS = 'drains';

const GATHER = 1000;
const PACE: Pace = { first: 1000, factor: 2, most: 60_000 };

/** Waits are so much shorter or longer, so that what failed together is not tried together. */
const JITTER = 0.25;

/** Sends the log of an app to one receiver, line by line in order, from where it was left. */
export class DrainRun {
  private readonly options: DrainRunOptions;
  private readonly receiver: Receiver;
  private readonly wants: (line: LogLine) => boolean;
  /** The last line that was dealt with. */
  private cursor: number;
  /** The last line that was counted; after a loss the cursor may be before it. */
  private counted: number;
  /** Aborts when lines that were sent are to be sent again. */
  private back = new AbortController();
  private failingSince: Date | undefined;
  /** Lines after the cursor that were dropped from the history. */
  gone = 0;

  constructor(options: DrainRunOptions) {
    const { drain, open } = options;
    this.options = options;
    this.cursor = drain.cursor;
    this.counted = drain.cursor;
    this.failingSince = drain.failingSince === undefined ? undefined : new Date(drain.failingSince);
    this.wants = wantedBy(drain);
    this.receiver = open((after) => this.goBack(after));
  }

  /** Goes on until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let pace = waits(this.options.pace ?? PACE);
    while (!signal.aborted) {
      try {
        await this.follow(signal, () => {
          pace = waits(this.options.pace ?? PACE);
        });
      } catch (error) {
        if (signal.aborted) break;
        if (isAbort(error)) continue;
        this.fail(error);
        await pause(waitAfter(error, pace.next().value), signal);
      }
    }
    this.receiver.close();
  }

  // Private

  private async follow(signal: AbortSignal, went: () => void): Promise<void> {
    const { logs, drain, gather = GATHER } = this.options;
    this.back = new AbortController();
    const until = AbortSignal.any([signal, this.back.signal]);
    try {
      for await (const lines of gathered(logs.pages(drain.app, { after: this.cursor }, until), gather)) {
        await this.send(lines, until);
        went();
      }
    } finally {
      this.back.abort();
    }
  }

  private async send(page: readonly LogLine[], signal: AbortSignal): Promise<void> {
    for (const portion of portions(page, { after: this.cursor, wants: this.wants })) {
      if (signal.aborted) return;
      this.gone = portion.missed;
      const lines = [...this.notice(portion), ...portion.lines];
      const refused = lines.length === 0 ? 0 : await this.receiver.send({ after: portion.after, lines }, signal);
      this.count(portion, refused);
    }
  }

  private count({ last, lines, missed }: Portion, refused: number): void {
    const fresh = lines.filter(({ number }) => number > this.counted).length;
    this.cursor = last;
    this.counted = Math.max(this.counted, last);
    this.failingSince = undefined;
    this.gone = 0;
    const delivered = Math.max(0, fresh - refused);
    this.options.progress.advance(this.options.drain.id, { cursor: last, delivered, dropped: missed + refused });
    if (missed > 0) this.tell(`${missed} lines could not be delivered in time and are gone`);
    if (refused > 0) this.tell(`${refused} lines are too large for the receiver and are gone`);
  }

  private tell(what: string): void {
    const { logs, drain } = this.options;
    logs.write(drain.app, DRAINS, `${drain.id} to ${drain.receiver}: ${what}`);
  }

  /** What the receiver gets in the place of lines that are gone. */
  private notice({ missed }: Portion): DrainLine[] {
    if (missed === 0) return [];
    const { app } = this.options.drain;
    const time = new Date().toISOString();
    const message = `${missed} lines could not be delivered in time and are gone`;
    return [{ app, time, source: 'rack', process: DRAINS, release: undefined, message, number: 0 }];
  }

  private goBack(after: number): void {
    this.cursor = Math.min(this.cursor, after);
    this.back.abort();
  }

  private fail(error: unknown): void {
    const { drain, reasonOf, progress } = this.options;
    this.failingSince ??= new Date();
    progress.fail(drain.id, { cursor: this.cursor, error: reasonOf(error), since: this.failingSince });
  }
}

// Private

function wantedBy({ process, filter }: Drain): (line: LogLine) => boolean {
  const fits = parseLogFilter(filter ?? '');
  const isOf = (name: string) => process === undefined || name === process || name.startsWith(`${process}.`);
  return (line) => line.process !== DRAINS && isOf(line.process) && fits(line.message);
}

function waitAfter(error: unknown, wait: number): number {
  const asked = error instanceof Refusal ? (error.retryAfter ?? 0) : 0;
  return Math.max(asked, wait * (1 + (Math.random() * 2 - 1) * JITTER));
}
