import type { Log } from '../lib/log.ts';
import { pause } from '../lib/pause.ts';
import type { LogOrigin } from '../wire/log-record.ts';
import { ContainerLog } from './container-log.ts';
import type { Container } from './docker/container.ts';
import type { Engine } from './docker/engine.ts';
import type { HeldFiles } from './files/held.ts';
import { elsewhere, health, microsecondOf, outOfMemory, started, stopped, stoppedAt, vanished } from './lifecycle.ts';
import type { Positions } from './positions.ts';
import type { Shipper } from './ship/shipper.ts';
import type { Tally } from './tally.ts';

/** The log driver of Docker whose files are read. */
const READ_DRIVER = 'json-file';
/** The exit code of what SIGKILL ended, which the kernel sends when memory is short; Docker tells that later, at most so much. */
const KILLED = 137;
const MEMORY_NOTE_MS = 5000;
const LOOK_AGAIN_MS = 100;

/** What Docker tells of the end of a container. */
interface End {
  exitCode: number;
  /** Microseconds since 1970. */
  at: number;
  /** Undefined when it is no app's. */
  origin: LogOrigin | undefined;
}

interface Parts {
  engine: Pick<Engine, 'inspect'>;
  positions: Positions;
  shipper: Shipper;
  tally: Tally;
  held: HeldFiles;
  log: Log;
  /** Ends all reading. */
  signal: AbortSignal;
}

/** One container, from its start to its removal. What happens to it is taken in one at a time, in order. */
export class Followed {
  private readonly id: string;
  private readonly parts: Parts;
  private lines: ContainerLog | undefined;
  private reading: Promise<void> | undefined;
  private memoryLimit: number | undefined;
  /** When memory last ran out, in microseconds, as Docker told. */
  private memoryRanOutAt = 0;
  private work: Promise<void> = Promise.resolve();

  constructor(id: string, parts: Parts) {
    this.id = id;
    this.parts = parts;
  }

  /** It was started, and may have ended since: Docker lists the dead as running for a while after it told of their end. */
  begin(): void {
    this.queue(async () => {
      const container = await this.look();
      if (container) this.read(container);
      if (container && !container.isRunning) await this.ended(container);
    });
  }

  /** It runs no more. What the event told is used when the container is gone already. */
  end(event: End): void {
    this.queue(async () => {
      const container = await this.look();
      if (container) this.read(container);
      else this.tellUnseen(event);
      await this.ended(container, event);
    });
  }

  /** Docker may tell it after the end, which has waited for that and says so. */
  ranOutOfMemory(at: number): void {
    this.memoryRanOutAt = at;
    this.queue(async () => {
      if (!this.lines?.hasSaid('stopped')) this.lines?.say(outOfMemory(at, this.memoryLimit));
    });
  }

  turned(status: string, at: number): void {
    this.queue(async () => this.lines?.say(health(at, status)));
  }

  /** It was removed: what is still open of it is read and shipped, then it is forgotten. */
  remove(): void {
    this.queue(async () => {
      const { positions, shipper, signal } = this.parts;
      this.lines ??= this.linesOfEarlierRun();
      if (!this.lines || !(await this.readToEnd())) return;
      if (!this.lines.hasSaid('stopped')) this.lines.say(vanished(Date.now() * 1000));
      await this.lines.outbox.shipped(signal);
      if (!this.lines.outbox.isEmpty) return;
      shipper.close(this.lines.outbox);
      await positions.remove(this.id);
    });
  }

  /** Bytes that it has printed and that are not yet read. */
  async unread(): Promise<number> {
    return (await this.lines?.unread()) ?? 0;
  }

  /** Resolves when all that happened has been taken in and nobody reads any more. */
  async settled(): Promise<void> {
    await this.work;
    await this.reading;
  }

  // Private

  private queue(work: () => Promise<void>): void {
    const { log, signal } = this.parts;
    this.work = this.work
      .then(() => (signal.aborted ? undefined : work()))
      .catch((error) => log.error(`container ${this.id} could not be followed`, error));
  }

  /** The container as it is now, or undefined when it is gone or no app's. */
  private async look(): Promise<Container | undefined> {
    const { engine, positions, shipper, tally, held } = this.parts;
    const container = await engine.inspect(this.id);
    if (!container) return undefined;
    this.lines ??= new ContainerLog(positions, shipper.open(container.origin), tally, held);
    this.memoryLimit = container.memoryLimit;
    if (container.startedAt) this.lines.say(started(container));
    if (container.startedAt && container.logDriver !== READ_DRIVER) this.lines.say(elsewhere(container));
    return container;
  }

  /** The container with what Docker may tell a moment after the end, by its state or by an event: that it was out of memory. */
  private async withMemoryNote(container: Container): Promise<Container> {
    const { engine, signal } = this.parts;
    const until = performance.now() + MEMORY_NOTE_MS;
    let now = container;
    while (now.exitCode === KILLED && !now.wasOutOfMemory && performance.now() < until && !signal.aborted) {
      if (this.diedOfMemory(now)) return { ...now, wasOutOfMemory: true };
      await pause(LOOK_AGAIN_MS, signal);
      now = (await engine.inspect(this.id)) ?? now;
    }
    return now;
  }

  /** Memory may have run out earlier too, and the kernel have ended another process of the container. */
  private diedOfMemory({ finishedAt }: Container): boolean {
    return !!finishedAt && Math.abs(microsecondOf(finishedAt) - this.memoryRanOutAt) < MEMORY_NOTE_MS * 1000;
  }

  private async ended(container: Container | undefined, event?: End): Promise<void> {
    if (!(await this.readToEnd())) return;
    if (container?.finishedAt && !container.isRunning) this.lines?.say(stopped(await this.withMemoryNote(container)));
    else if (event) this.lines?.say(stoppedAt(event.at, event.exitCode));
  }

  private read({ logPath, mostFiles }: Container): void {
    const { log, signal } = this.parts;
    if (!logPath) return;
    this.reading ??= this.lines
      ?.read(logPath, mostFiles, signal)
      .catch((error) => log.error(`the log of container ${this.id} could not be read`, error))
      .finally(() => {
        this.reading = undefined;
      });
  }

  /** True when everything that it printed is in the outbox; false when reading was broken off. */
  private async readToEnd(): Promise<boolean> {
    this.lines?.end();
    await this.reading;
    return !this.parts.signal.aborted;
  }

  /** It was gone before anybody could look: what it was is known by its labels, and what it printed by nobody. */
  private tellUnseen({ at, origin }: End): void {
    const { positions, shipper, tally, held } = this.parts;
    if (this.lines || !origin || positions.get(this.id)) return;
    this.lines = new ContainerLog(positions, shipper.open(origin), tally, held);
    this.lines.tellUnseen(at);
  }

  private linesOfEarlierRun(): ContainerLog | undefined {
    const { positions, shipper, tally, held } = this.parts;
    const position = positions.get(this.id);
    return position && new ContainerLog(positions, shipper.open(position.origin), tally, held);
  }
}
