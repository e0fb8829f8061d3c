import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { untilAborted } from '../../lib/until-aborted.ts';

/** Bytes that are kept in memory; what is larger goes to a file. */
const IN_MEMORY = 1024 * 1024;

/**
 * Takes a body to its end, and gives it again: for clients behind a proxy. Many a proxy (nginx for one) sends no more of a
 * request once its answer has begun, so that a push whose progress is told while it comes would never come. The file has no name: it goes with the stream, whose reader must end or destroy it, or with the process.
 */
export async function wholeBody(body: Readable, signal: AbortSignal): Promise<Readable> {
  const store = new Store();
  try {
    await untilAborted(store.fill(body), signal);
    return store.read();
  } catch (error) {
    await store.close();
    throw error;
  }
}

// Private

class Store {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private file: FileHandle | undefined;
  private isClosed = false;
  /** Resolves when the chunk that is being kept is kept. */
  private kept: Promise<void> = Promise.resolve();

  async fill(body: Readable): Promise<void> {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      if (this.isClosed) return;
      this.kept = this.put(chunk as Buffer);
      await this.kept;
    }
  }

  read(): Readable {
    return this.file?.createReadStream({ start: 0 }) ?? Readable.from(this.chunks, { objectMode: false });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    // It may be just now that the file is opened.
    await this.kept.catch(() => {});
    await this.file?.close();
  }

  // Private

  private async put(chunk: Buffer): Promise<void> {
    this.size += chunk.length;
    if (!this.file) this.chunks.push(chunk);
    if (this.file) await this.file.write(chunk);
    else if (this.size > IN_MEMORY) await this.moveToFile();
  }

  private async moveToFile(): Promise<void> {
    const path = join(tmpdir(), `rack-push-${randomUUID()}`);
    this.file = await open(path, 'wx+', 0o600);
    await unlink(path);
    for (const chunk of this.chunks.splice(0)) await this.file.write(chunk);
  }
}
