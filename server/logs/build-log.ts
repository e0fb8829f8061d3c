import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes of a build's first lines that are kept, and how many of its last ones besides. */
const LARGEST = 4 * 1024 * 1024;
const LAST_LINES = 200;

/** A line of a build's log. */
export interface BuildLine {
  /** ISO 8601. */
  at: string;
  text: string;
}

export interface BuildLogOptions {
  path: string;
  /** Told whenever more of it can be read. */
  changed(): void;
  /** Told once, when it cannot be written any more. */
  failed(error: unknown): void;
  largest?: number;
}

/**
 * The log of a build that runs, as a file: a line is its time, a space and its text. Of a log that is too long the middle is
 * left out, and says so. A disk that takes no more ends the log, not the build.
 */
export class BuildLog {
  private readonly options: BuildLogOptions;
  private readonly largest: number;
  private bytes = 0;
  private unwritten = '';
  private writing: Promise<void> | undefined;
  private last: string[] = [];
  private left = 0;
  private isBroken = false;

  constructor(options: BuildLogOptions) {
    this.options = options;
    this.largest = options.largest ?? LARGEST;
  }

  /** Adds a line, or several. */
  write(text: string): void {
    const at = new Date().toISOString();
    for (const line of text.split('\n')) this.add(`${at} ${line}\n`);
  }

  /** Resolves when all is in the file. */
  async close(): Promise<void> {
    if (this.left > 0) this.append(`${new Date().toISOString()} … ${this.left} lines of the build are not kept\n`);
    for (const line of this.last) this.append(line);
    await this.writing;
  }

  // Private

  private add(line: string): void {
    this.bytes += Buffer.byteLength(line);
    if (this.bytes <= this.largest) this.append(line);
    else this.keepLast(line);
  }

  private keepLast(line: string): void {
    this.last.push(line);
    if (this.last.length <= LAST_LINES) return;
    this.last.shift();
    this.left += 1;
  }

  private append(line: string): void {
    if (this.isBroken) return;
    this.unwritten += line;
    this.writing ??= this.flush();
  }

  private async flush(): Promise<void> {
    try {
      await mkdir(dirname(this.options.path), { recursive: true, mode: 0o700 });
      while (this.unwritten !== '') {
        const text = this.unwritten;
        this.unwritten = '';
        await appendFile(this.options.path, text, { mode: 0o600 });
        this.options.changed();
      }
    } catch (error) {
      this.isBroken = true;
      this.options.failed(error);
    } finally {
      this.writing = undefined;
    }
  }
}

/** A line of the file, read. */
export function parseBuildLine(line: string): BuildLine {
  const space = line.indexOf(' ');
  return { at: line.slice(0, space), text: line.slice(space + 1) };
}
