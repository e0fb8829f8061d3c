import { mkdtempSync, rmdirSync, statfsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../../lib/run.ts';

/** A file system of a few MiB, mounted for a test: it can be filled to the last byte. */
export class SmallDisk {
  readonly path = mkdtempSync(join(tmpdir(), 'rack-small-'));
  private readonly ballast = join(this.path, 'ballast');

  /** Answers why none can be mounted, where that is so. */
  static async mount(megabytes: number): Promise<SmallDisk | string> {
    const disk = new SmallDisk();
    try {
      await run(['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', disk.path]);
      return disk;
    } catch (error) {
      rmdirSync(disk.path);
      return `no file system can be mounted here: ${error}`;
    }
  }

  /** Takes all the room there is. */
  fill(): void {
    const block = Buffer.alloc(1024);
    try {
      while (this.free() > 0) writeFileSync(this.ballast, Buffer.alloc(this.free()), { flag: 'a' });
      for (;;) writeFileSync(this.ballast, block, { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  makeRoom(): Promise<void> {
    return rm(this.ballast, { force: true });
  }

  async unmount(): Promise<void> {
    await run(['umount', '-l', this.path]);
    rmdirSync(this.path);
  }

  // Private

  private free(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }
}
