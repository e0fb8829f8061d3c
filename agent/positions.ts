import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../lib/failure.ts';
import type { Log } from '../lib/log.ts';
import type { LogOrigin, TaskEvent } from '../wire/log-record.ts';
import type { Mark } from './files/tail.ts';
import { newTally, type Tally } from './tally.ts';

/** What of a container has been shipped: never more than Kinesis has acknowledged. */
export interface Position {
  origin: LogOrigin;
  /** The last line that it printed; undefined before the first. */
  mark?: Mark;
  /** The sequence of the last line about each kind of event. */
  events: { [event in TaskEvent]?: number };
}

/** A position is written at most this often, so that a busy container does not busy the disk. */
const WRITE_EVERY_MS = 100;
const WRITE_AGAIN_MS = 5000;

/** The positions of all containers, one small file each, written whole or not at all. */
export class Positions {
  private readonly folder: string;
  private readonly log: Log;
  private readonly tally: Tally;
  private readonly all = new Map<string, Position>();
  private readonly unwritten = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  private constructor(folder: string, log: Log, tally: Tally) {
    this.folder = folder;
    this.log = log;
    this.tally = tally;
  }

  static async open(folder: string, log: Log, tally: Tally = newTally()): Promise<Positions> {
    await mkdir(folder, { recursive: true });
    const positions = new Positions(folder, log, tally);
    for (const name of await readdir(folder)) await positions.load(name);
    return positions;
  }

  get(container: string): Position | undefined {
    return this.all.get(container);
  }

  containers(): string[] {
    return [...this.all.keys()];
  }

  set(container: string, position: Position): void {
    this.all.set(container, position);
    this.mark(container, WRITE_EVERY_MS);
  }

  async remove(container: string): Promise<void> {
    this.all.delete(container);
    await this.flush();
    await rm(this.path(container), { force: true });
  }

  /** Resolves when everything set before is on disk, or was tried. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.writeAll());
    return this.writing;
  }

  // Private

  private path(container: string): string {
    return join(this.folder, `${container}.json`);
  }

  private async load(name: string): Promise<void> {
    if (!name.endsWith('.json')) return;
    const text = await readFile(join(this.folder, name), 'utf8');
    // A file that a power cut left empty: read the container from its start, readers drop what they have.
    if (text.endsWith('}\n')) this.all.set(name.slice(0, -'.json'.length), JSON.parse(text));
  }

  private async writeAll(): Promise<void> {
    const containers = [...this.unwritten];
    this.unwritten.clear();
    for (const container of containers) {
      const position = this.all.get(container);
      if (position) await this.write(container, position);
    }
  }

  /** What cannot be written (a full disk) is tried again; the position before it is good, lines are only sent twice. */
  private async write(container: string, position: Position): Promise<void> {
    try {
      await writeWhole(this.path(container), `${JSON.stringify(position)}\n`);
      this.tally.positionsWritten += 1;
    } catch (error) {
      this.log.error(`a position could not be written, trying again: ${messageOf(error)}`);
      this.mark(container, WRITE_AGAIN_MS);
    }
  }

  private mark(container: string, delay: number): void {
    this.unwritten.add(container);
    this.timer ??= setTimeout(() => void this.flush(), delay);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
