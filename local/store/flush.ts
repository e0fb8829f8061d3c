import { closeSync, fsync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { syncFolder } from './whole-file.ts';

const fsyncOf = promisify(fsync);

/**
 * Brings a database's write-ahead log to the disk when somebody waits for it, once for all who wait at that time. A commit by
 * itself does not wait (`synchronous = NORMAL`): a push makes hundreds, and only what is told to the outside must last.
 */
export class Flush {
  private readonly path: string;
  private readonly changes: () => number;
  private file: number | undefined;
  private safe = 0;
  private isClosed = false;
  private underWay: Promise<void> | undefined;

  /** `changes` counts what was changed since the file was opened. */
  constructor(path: string, changes: () => number) {
    this.path = path;
    this.changes = changes;
  }

  /** Resolves when all that was committed until now is on the disk. */
  async settled(): Promise<void> {
    if (this.isClosed) return;
    const wanted = this.changes();
    while (this.safe < wanted && !this.isClosed) {
      this.underWay ??= this.run().finally(() => {
        this.underWay = undefined;
      });
      await this.underWay;
    }
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    this.isClosed = true;
  }

  // Private

  private async run(): Promise<void> {
    const reached = this.changes();
    this.file ??= this.open();
    await fsyncOf(this.file);
    this.safe = reached;
  }

  /** SQLite keeps this one file as long as the database is open; that it is there must last, too. */
  private open(): number {
    syncFolder(dirname(this.path));
    return openSync(`${this.path}-wal`, 'r');
  }
}
