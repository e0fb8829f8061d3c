import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { Failure, isAbort } from '../../lib/failure.ts';
import { EntryPaths } from './tarball-paths.ts';

/** One thing of an archive, as git stores it. Paths are relative and clean. */
export type TarballEntry =
  | { kind: 'file'; path: string; isExecutable: boolean; size: number; content: AsyncIterable<Uint8Array> }
  | { kind: 'symlink'; path: string; target: string }
  /** A further name of a file that came before. */
  | { kind: 'copy'; path: string; of: string };

/** What an archive may hold. */
export interface TarballLimits {
  /** Bytes, unpacked, headers and padding among them. */
  bytes: number;
  entries: number;
  /** Milliseconds without a byte after which it is given up: others wait behind it. */
  silence: number;
}

export const TARBALL_LIMITS: TarballLimits = { bytes: 2 * 1024 ** 3, entries: 100_000, silence: 5 * 60_000 };

export interface TarballOptions {
  /** Takes the one folder away in which everything lies. */
  strip: boolean;
  limits?: TarballLimits;
  signal: AbortSignal;
}

/**
 * Reads a tar archive, plain or gzipped, entry by entry: the content of each file must be read before the next entry.
 * Throws a `Failure` for all that has no place in a tree of files: paths and links out of it, devices, names that come
 * twice; and where the archive is too large, cut off, or none. Folders called `.git` are passed over.
 */
export class Tarball {
  /** Files below a `.git` that were left out. */
  gitFiles = 0;
  private readonly source: Readable;
  private readonly options: TarballOptions;
  private readonly limits: TarballLimits;
  private readonly paths: EntryPaths;

  constructor(source: Readable, options: TarballOptions) {
    this.source = source;
    this.options = options;
    this.limits = options.limits ?? TARBALL_LIMITS;
    this.paths = new EntryPaths(options);
  }

  /** The single folder that everything lies in, if it is so and was not stripped. */
  get soleFolder(): string | undefined {
    return this.paths.soleFolder;
  }

  async *entries(): AsyncGenerator<TarballEntry> {
    const parser = extract();
    const unpacked = this.bounded(await this.unpacked());
    const feeding = pipeline(unpacked, parser, { signal: this.options.signal });
    feeding.catch(() => {});
    try {
      for await (const entry of parser) {
        const found = this.entryOf(entry.header, entry as AsyncIterable<Uint8Array>);
        if (found) yield found;
        else entry.resume();
      }
      await feeding;
    } catch (error) {
      throw this.readable(error);
    } finally {
      parser.destroy();
      // Also ends whoever waits for its next bytes.
      this.source.destroy();
    }
  }

  // Private

  private async unpacked(): Promise<Readable> {
    const { first, whole } = await peek(arriving(this.source, this.limits.silence));
    if (first.length === 0) throw new Failure('empty_tarball', 'There was nothing to read.', { hint: HINT });
    const other = OTHER_FORMATS.find(({ magic }) => first.subarray(0, magic.length).equals(magic));
    if (other) throw new Failure('bad_tarball', `This is a ${other.name} file, not a tar archive.`, { hint: HINT });
    if (!first.subarray(0, 2).equals(GZIP)) return whole;
    const gunzip = createGunzip();
    pipeline(whole, gunzip).catch(() => {});
    return gunzip;
  }

  /** Counts the bytes, and sees that the archive was written to its end: a block of zeros. */
  private async *bounded(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let total = 0;
    let zeros = 0;
    for await (const chunk of bytes) {
      total += chunk.length;
      if (total > this.limits.bytes) throw tooLarge(this.limits.bytes);
      const tail = trailingZeros(chunk);
      zeros = tail === chunk.length ? zeros + tail : tail;
      yield chunk;
    }
    if (zeros < BLOCK) throw cutOff();
  }

  private entryOf(header: Header, content: AsyncIterable<Uint8Array>): TarballEntry | undefined {
    if (this.paths.seen >= this.limits.entries) throw tooMany(this.limits.entries);
    if (this.paths.isGit(header.name)) {
      if (header.type !== 'directory') this.gitFiles++;
      return undefined;
    }
    if (header.type === 'directory') return void this.paths.folder(header.name);
    const path = this.paths.take(header.name);
    switch (header.type) {
      case 'file':
      case 'contiguous-file':
        return { kind: 'file', path, isExecutable: isExecutable(header), size: header.size ?? 0, content };
      case 'symlink':
        return { kind: 'symlink', path, target: this.paths.symlink(path, header.linkname ?? '') };
      case 'link':
        return { kind: 'copy', path, of: this.paths.link(path, header.linkname ?? '') };
      default:
        throw noPlace(path, header.type);
    }
  }

  private readable(error: unknown): unknown {
    this.options.signal.throwIfAborted();
    if (error instanceof Failure || isAbort(error)) return error;
    return broken(error as NodeJS.ErrnoException);
  }
}

// Private

const BLOCK = 512;
const GZIP = Buffer.from([0x1f, 0x8b]);
const HINT = 'Make one with  tar -czf app.tgz -C myapp .  or  git archive --format=tgz HEAD';

const OTHER_FORMATS = [
  { name: 'zip', magic: Buffer.from('PK') },
  { name: 'zstd', magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]) },
  { name: 'xz', magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]) },
  { name: 'bzip2', magic: Buffer.from('BZh') },
];

const isExecutable = ({ mode = 0 }: Header) => (mode & 0o100) !== 0;

/** The first bytes of a stream, and the stream with them still in it. */
async function peek(chunks: AsyncGenerator<Buffer>): Promise<{ first: Buffer; whole: Readable }> {
  let first: Buffer = Buffer.alloc(0);
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    first = Buffer.concat([first, next.value]);
    if (first.length >= BLOCK) break;
  }
  return { first, whole: Readable.from(joined(first, chunks), { objectMode: false }) };
}

async function* joined(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}

/** The chunks of a stream; a sender who is waited for too long is given up. */
async function* arriving(source: Readable, silence: number): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await within(silence, chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    source.destroy();
  }
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(stalled(milliseconds)), milliseconds);
  });
  return Promise.race([promise, tooLong]).finally(() => clearTimeout(timer));
}

function stalled(milliseconds: number): Failure {
  const seconds = Math.round(milliseconds / 1000);
  return new Failure('tarball_stalled', `Nothing of the archive came for ${seconds} s.`, { hint: 'Send it again.' });
}

function trailingZeros(chunk: Buffer): number {
  let at = chunk.length;
  while (at > 0 && chunk[at - 1] === 0) at--;
  return chunk.length - at;
}

function broken({ code, message }: NodeJS.ErrnoException): Failure {
  if (/unexpected end/i.test(message)) return cutOff();
  if (code?.startsWith('Z_')) return new Failure('bad_tarball', `The gzip data is broken: ${message}.`, { hint: HINT });
  if (/tar header|Invalid header/i.test(message))
    return new Failure('bad_tarball', 'This is not a tar archive, or a damaged one.', { hint: HINT });
  return new Failure('bad_tarball', `The archive cannot be read: ${message}`, { hint: HINT });
}

function cutOff(): Failure {
  return new Failure('tarball_cut_off', 'The archive ends in its middle.', {
    hint: 'Its end was lost on the way, or whatever wrote it failed. Send it again.',
  });
}

function tooLarge(limit: number): Failure {
  const size = limit >= 1024 ** 3 ? `${limit / 1024 ** 3} GiB` : `${limit} bytes`;
  return new Failure('tarball_too_large', `The archive is larger than ${size} unpacked.`, {
    hint: 'Leave out what a build can fetch or make by itself (tar --exclude).',
  });
}

function tooMany(limit: number): Failure {
  return new Failure('tarball_too_large', `The archive has more than ${limit} entries.`, {
    hint: 'Leave out what a build can fetch or make by itself (tar --exclude=node_modules).',
  });
}

function noPlace(path: string, type: string | null | undefined): Failure {
  const what = type ? `a ${type.replace('-', ' ')}` : 'of a kind that is unknown here (a sparse file?)';
  return new Failure('bad_tarball_entry', `${path} is ${what}; only files, folders and links can be deployed.`, {
    hint: 'Leave it out (tar --exclude).',
  });
}
