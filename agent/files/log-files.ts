import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { HeldFiles, type Holder } from './held.ts';
import { Scratch } from './scratch.ts';

/** A place in a container's log: a file, known by its first line whatever its name has become, and a byte offset. */
export interface Place {
  head: string;
  offset: number;
}

/** Whole entries that follow each other in one file; the first one begins at `from`. */
export interface Chunk {
  bytes: Buffer;
  from: Place;
}

const CHUNK_BYTES = 128 * 1024;
const LONGEST_ENTRY = 16 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * Docker's json-file of one container through its rotations: `x.log` is renamed to `x.log.1`, that to `.2`, and so on.
 * Files are held open, so that what was rotated, or removed with its container, can be read to its end.
 */
export class LogFiles implements Holder {
  private readonly path: string;
  private readonly held: HeldFiles;
  /** Open files, oldest first; the first one is being read. */
  private files: OpenFile[];
  /** True when lines were gone before they could be read; whoever has told so sets it back. */
  hasLost: boolean;
  /** As far as it is known, how much that was. */
  lostBytes = 0;
  private opening: Promise<boolean> | undefined;

  private constructor(path: string, files: OpenFile[], hasLost: boolean, held: HeldFiles) {
    this.path = path;
    this.held = held;
    this.files = files;
    this.hasLost = hasLost;
  }

  /**
   * Opens at a place, or at the oldest line that is there. `mostFiles` is Docker's `max-file`: with so many files and no
   * place, older lines may be gone.
   */
  static async open(
    path: string,
    place: Place | undefined,
    mostFiles: number,
    held = new HeldFiles(),
  ): Promise<LogFiles> {
    const files = await openSince(path, undefined);
    const at = place ? await findPlace(files, place) : -1;
    for (const { handle } of files.slice(0, Math.max(at, 0))) await handle.close();
    const rest = files.slice(Math.max(at, 0));
    if (place && at >= 0) Object.assign(rest[0] as OpenFile, place);
    return new LogFiles(path, rest, place ? at < 0 : mostFiles > 1 && files.length >= mostFiles, held);
  }

  /** The next entries, or undefined when all that is written has been read. */
  async read(): Promise<Chunk | undefined> {
    while (!this.isUnchanged()) {
      if (this.files.length === 0) this.files = await openSince(this.path, undefined);
      const file = this.files[0];
      if (!file) return undefined;
      const wasRotated = this.files.length > 1;
      const chunk = await readChunk(file);
      if (chunk) return chunk;
      // Only a file that was known to be rotated before it was read to its end cannot have grown since.
      if (wasRotated) await this.leave(file);
      else if (!(await this.lookForRotation(file))) return undefined;
    }
    return undefined;
  }

  /** Opens what was rotated since, so that it stays readable when Docker removes it, alone or with its container. */
  async holdAll(): Promise<void> {
    const last = this.files.at(-1);
    const inode = last && statSync(this.path, { bigint: true, throwIfNoEntry: false })?.ino;
    if (last && inode === last.inode) return;
    if (inode !== undefined) await this.openNewer();
    await this.countHeld();
  }

  /** Gives up the oldest file, which was removed and only is on the disk because it is open; answers its size. */
  async letGo(): Promise<number> {
    if (this.files.length < 2) return 0;
    const [file] = this.files.splice(0, 1) as [OpenFile];
    const { size } = await file.handle.stat();
    this.hasLost = true;
    this.lostBytes += size - file.offset;
    await file.handle.close();
    return size;
  }

  /** True as long as no file was there: Docker makes it before a process begins, and removes it with the container. */
  get hasNone(): boolean {
    return this.files.length === 0;
  }

  /** Bytes that are written and not yet read. */
  async unread(): Promise<number> {
    const all = this.files.map(async ({ handle, offset }) => (await handle.stat()).size - offset);
    return (await Promise.all(all)).reduce((sum, bytes) => sum + bytes, 0);
  }

  async close(): Promise<void> {
    await this.opening;
    for (const { handle } of this.files.splice(0)) await handle.close();
    await this.held.set(this, 0);
  }

  // Private

  /** One quick look, which is all that most polls of most containers come to. */
  private isUnchanged(): boolean {
    const [file, ...newer] = this.files;
    if (!file || newer.length > 0) return false;
    const now = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    return now !== undefined && now.ino === file.inode && Number(now.size) === file.offset;
  }

  private async leave(file: OpenFile): Promise<void> {
    // It may have been let go of meanwhile.
    if (this.files[0] !== file) return;
    this.files.shift();
    await file.handle.close();
    await this.countHeld();
  }

  /** Tells how much is on the disk because it is open here: Docker removes files when it rotates. */
  private async countHeld(): Promise<void> {
    const rotated = this.files.slice(0, -1).map(({ handle }) => handle.stat());
    const removed = (await Promise.all(rotated)).filter(({ nlink }) => nlink === 0);
    await this.held.set(
      this,
      removed.reduce((sum, { size }) => sum + size, 0),
    );
  }

  /** True when there is more to read after this file, which is the newest one known. */
  private async lookForRotation(last: OpenFile): Promise<boolean> {
    const now = await stat(this.path, { bigint: true }).catch(() => undefined);
    if (!now) return false;
    if (now.ino === last.inode) return this.wasTruncated(last, Number(now.size));
    return this.openNewer();
  }

  /** Reading and holding both come here: one at a time, or they would open files twice. */
  private openNewer(): Promise<boolean> {
    this.opening ??= this.addNewer().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async addNewer(): Promise<boolean> {
    const newer = await openSince(this.path, this.files.at(-1)?.inode);
    this.hasLost ||= newer.length > 0 && !newer.wasFound;
    this.files.push(...newer);
    return newer.length > 0;
  }

  /** With a single file (`max-file=1`) Docker empties it instead of renaming it. */
  private wasTruncated(file: OpenFile, size: number): boolean {
    if (size >= file.offset) return false;
    Object.assign(file, { offset: 0, head: undefined });
    this.hasLost = true;
    return true;
  }
}

interface OpenFile {
  handle: FileHandle;
  inode: bigint;
  offset: number;
  head: string | undefined;
}

/**
 * The files that are newer than the one with this inode, oldest first; all files when it is not among them. They are
 * opened newest first: a rotation meanwhile shows one of them a second time, but hides none. While it renames them one by
 * one, a single number may be missing.
 */
async function openSince(path: string, inode: bigint | undefined): Promise<OpenFile[] & { wasFound?: boolean }> {
  const files: OpenFile[] & { wasFound?: boolean } = [];
  for (let number = 0, missing = 0; missing < 2; number++) {
    const file = await openFile(number === 0 ? path : `${path}.${number}`);
    missing = file ? 0 : missing + 1;
    if (!file) continue;
    const isKnown = file.inode === inode || files.some((each) => each.inode === file.inode);
    if (!isKnown) files.push(file);
    else await file.handle.close();
    if (file.inode === inode) return Object.assign(files.reverse(), { wasFound: true });
  }
  return files.reverse();
}

async function openFile(path: string): Promise<OpenFile | undefined> {
  try {
    const handle = await open(path);
    return { handle, inode: (await handle.stat({ bigint: true })).ino, offset: 0, head: undefined };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function findPlace(files: OpenFile[], place: Place): Promise<number> {
  for (const [index, { handle }] of files.entries()) {
    const first = await readAt(handle, 0);
    if (headOf(first) === place.head && (await handle.stat()).size >= place.offset) return index;
  }
  return -1;
}

async function readChunk(file: OpenFile): Promise<Chunk | undefined> {
  const bytes = await readAt(file.handle, file.offset);
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  if (end === 0) return undefined;
  file.head ??= headOf(bytes) as string;
  const from = { head: file.head, offset: file.offset };
  file.offset += end;
  return { bytes: bytes.subarray(0, end), from };
}

const scratch = new Scratch(CHUNK_BYTES);

/** Bytes from here on, with at least one line end among them unless there is none. */
async function readAt(handle: FileHandle, offset: number): Promise<Buffer> {
  const bytes = await scratch.use((room) => readInto(room, handle, offset));
  for (let size = bytes.length; size >= CHUNK_BYTES && size < LONGEST_ENTRY && !bytes.includes(LINE_FEED); ) {
    size *= 2;
    const more = await readInto(Buffer.allocUnsafe(size), handle, offset);
    if (more.length < size || size >= LONGEST_ENTRY || more.includes(LINE_FEED)) return more;
  }
  return bytes;
}

async function readInto(room: Buffer, handle: FileHandle, offset: number): Promise<Buffer> {
  const { bytesRead } = await handle.read(room, 0, room.length, offset);
  return room.subarray(0, bytesRead);
}

/** What a file is known by: its first line, in which Docker wrote the nanosecond. */
function headOf(bytes: Buffer): string | undefined {
  const end = bytes.indexOf(LINE_FEED);
  return end === -1 ? undefined : createHash('sha1').update(bytes.subarray(0, end)).digest('hex').slice(0, 20);
}
