import { pause } from '../lib/pause.ts';
import { type TaskEvent, writeEvent } from '../wire/log-record.ts';
import type { HeldFiles } from './files/held.ts';
import { LogFiles } from './files/log-files.ts';
import { Tail, type TailedLines } from './files/tail.ts';
import { type EventLine, lost, unseen } from './lifecycle.ts';
import type { Position, Positions } from './positions.ts';
import type { Outbox } from './ship/outbox.ts';
import { newTally, type Tally } from './tally.ts';

/** How often a file is looked at: soon while lines come, less often when none came for a while. */
const BUSY_MS = 25;
const QUIET_MS = 100;
const QUIET_AFTER_MS = 2000;
/** Less than this is not worth to be read and sent by itself: more is about to come. */
const WORTH_READING_ON = 64 * 1024;

/** Carries what one container prints, and what the agent says of it, to its outbox; remembers what was shipped. */
export class ContainerLog {
  readonly outbox: Outbox;
  private readonly positions: Positions;
  private readonly tally: Tally;
  private readonly held: HeldFiles | undefined;
  private readonly position: Position;
  /** The last sequence of each kind of event, shipped or still waiting. */
  private readonly said: Position['events'];
  private files: LogFiles | undefined;
  private isEnding = false;
  private hurry: () => void = () => {};

  constructor(positions: Positions, outbox: Outbox, tally: Tally = newTally(), held?: HeldFiles) {
    this.positions = positions;
    this.tally = tally;
    this.held = held;
    this.outbox = outbox;
    this.position = positions.get(outbox.origin.container) ?? { origin: outbox.origin, events: {} };
    this.said = { ...this.position.events };
  }

  /** Says a line of the agent, unless it was said already. */
  say(line: EventLine): void {
    if ((this.said[line.event] ?? 0) >= line.sequence) return;
    this.said[line.event] = line.sequence;
    this.outbox.add({ bytes: Buffer.from(writeEvent(line)), count: 1 }, () => {
      this.position.events[line.event] = line.sequence;
      this.save();
    });
  }

  /** Says that the container was removed before anything of it could be read. */
  tellUnseen(microsecond: number): void {
    this.tally.losses += 1;
    this.say(unseen(microsecond));
  }

  hasSaid(event: TaskEvent): boolean {
    return this.said[event] !== undefined;
  }

  /** Reads what the container prints until `end` is called, and then to the end; or until the signal aborts. */
  async read(logPath: string, mostFiles: number, signal: AbortSignal): Promise<void> {
    this.isEnding = false;
    // Taken once: what was sent before may be acknowledged while the files are opened, and place and number belong together.
    const { mark } = this.position;
    const files = await LogFiles.open(logPath, mark?.place, mostFiles, this.held);
    this.files = files;
    const tail = new Tail(files, mark?.sequence ?? 0);
    // Which lines were sent after the last mark cannot be known any more: numbers that were never given are safe.
    if (files.hasLost) tail.skipTo(Date.now() * 1000);
    try {
      await this.follow(files, tail, signal);
    } finally {
      this.files = undefined;
      await files.close();
    }
  }

  /** The process has ended: what it printed is all in the file. */
  end(): void {
    this.isEnding = true;
    this.hurry();
  }

  /** Bytes that it has printed and that are not yet read. */
  async unread(): Promise<number> {
    return (await this.files?.unread()) ?? 0;
  }

  // Private

  private async follow(files: LogFiles, tail: Tail, signal: AbortSignal): Promise<void> {
    let lastLineAt = performance.now();
    let heldAt = -Infinity;
    while (!signal.aborted) {
      const mayBeLast = this.isEnding;
      // Also while there is much to read: Docker does not wait with its next rotation.
      if (mayBeLast || performance.now() - heldAt > BUSY_MS) {
        heldAt = performance.now();
        await files.holdAll();
      }
      const lines = await tail.next();
      if (files.hasLost) this.tellLoss(files);
      if (lines) await this.send(lines, files, signal);
      if (lines) lastLineAt = performance.now();
      else if (mayBeLast && files.hasNone) return this.tellUnseen(Date.now() * 1000);
      else if (mayBeLast) return this.send(tail.rest(), files, signal);
      if (lines && lines.bytes.length >= WORTH_READING_ON) continue;
      await this.wait(performance.now() - lastLineAt > QUIET_AFTER_MS ? QUIET_MS : BUSY_MS, signal);
    }
  }

  private tellLoss(files: LogFiles): void {
    const bytes = files.lostBytes;
    Object.assign(files, { hasLost: false, lostBytes: 0 });
    this.tally.losses += 1;
    this.tally.bytesLost += bytes;
    this.say(lost(Date.now() * 1000, bytes));
  }

  private async send(lines: TailedLines | undefined, files: LogFiles, signal: AbortSignal): Promise<void> {
    while (!this.outbox.hasRoom && !signal.aborted) {
      await this.outbox.change(signal, BUSY_MS);
      await files.holdAll();
    }
    if (!lines || signal.aborted) return;
    const { mark } = lines;
    this.tally.linesRead += lines.count;
    this.tally.bytesRead += lines.bytes.length;
    this.outbox.add(lines, mark && (() => this.shipped(mark)));
  }

  private shipped(mark: NonNullable<Position['mark']>): void {
    this.position.mark = mark;
    this.save();
  }

  private save(): void {
    this.positions.set(this.outbox.origin.container, this.position);
  }

  private async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.isEnding) return;
    const woken = new Promise<void>((resolve) => {
      this.hurry = resolve;
    });
    await Promise.race([pause(milliseconds, signal), woken]);
  }
}
