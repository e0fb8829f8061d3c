import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { syncFolder } from '../store/whole-file.ts';

/** The bytes of snapshots, a file each, which outlive the stores that they were taken of. */
export class SnapshotFiles {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Keeps what `write` writes; there is no such file before all of it is on the disk. */
  async put(id: string, write: (output: Writable) => Promise<void>): Promise<number> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const fresh = `${this.path(id)}.new`;
    try {
      await writeTo(fresh, write);
      await rename(fresh, this.path(id));
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    }
    syncFolder(this.folder);
    return (await stat(this.path(id))).size;
  }

  read(id: string): Readable {
    return createReadStream(this.path(id));
  }

  remove(id: string): void {
    rmSync(this.path(id), { force: true });
  }

  /** Removes what no snapshot is known of: the beginnings of those that were cut off. */
  sweep(known: readonly string[]): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(this.folder)) if (!known.includes(file)) rmSync(join(this.folder, file));
  }

  // Private

  /** Ids have letters, digits and hyphens only. */
  private path(id: string): string {
    return join(this.folder, id);
  }
}

// Private

async function writeTo(path: string, write: (output: Writable) => Promise<void>): Promise<void> {
  const output = createWriteStream(path, { mode: 0o600 });
  const done = finished(output);
  // Heard below; until then it must not count as unhandled.
  done.catch(() => {});
  try {
    await write(output);
  } finally {
    output.end();
  }
  await done;
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}
