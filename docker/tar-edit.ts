import { BLOCK, checksummed, padding } from './tar.ts';

/** What happens to the entries of a tar. */
export interface TarEdit {
  /** True for a path (without a slash at its end) whose entry is left out. Asked by the path as it will be. */
  isOut?(path: string): boolean;
  /** Told of each entry that stays, and how many bytes its content has. */
  onKept?(path: string, bytes: number): void;
  /** The start of paths that becomes another, no longer one; entries that do not start so are left out. */
  move?: { from: string; to: string };
}

/**
 * The entries of a tar stream without those that are out, and without the end of the archive: what it yields can be
 * followed by more. Understands what git archive writes (ustar with pax headers); paths may be of any bytes.
 */
export async function* editTar(archive: AsyncIterable<Buffer>, edit: TarEdit): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let entry: Entry | undefined;
  /** A pax header that speaks of the entry after it, held back until it is known whether that one stays. */
  let pax: Buffer[] = [];
  for await (const chunk of archive) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length > 0) {
      if (!entry) {
        if (rest.length < BLOCK) break;
        entry = begin(rest.subarray(0, BLOCK), Buffer.concat(pax), edit);
        rest = rest.subarray(BLOCK);
        if (entry.kind === 'pax') pax = [entry.head];
        else if (entry.kind === 'kept') yield entry.head;
        if (entry.kind !== 'pax') pax = [];
      }
      const part = rest.subarray(0, entry.left);
      rest = rest.subarray(part.length);
      entry.left -= part.length;
      if (entry.kind === 'pax') pax.push(part);
      else if (entry.kind === 'kept' && part.length > 0) yield part;
      if (entry.left === 0) entry = undefined;
    }
  }
}

// Private

interface Entry {
  kind: 'pax' | 'kept' | 'out';
  /** Its header, with the pax header before it. */
  head: Buffer;
  /** Bytes of content and padding that are still to come. */
  left: number;
}

function begin(block: Buffer, pax: Buffer, edit: TarEdit): Entry {
  const type = String.fromCharCode(block[156]!);
  const records = readRecords(pax);
  const size = Number(records.get('size') ?? Number.parseInt(field(block, 124, 12).trim() || '0', 8));
  const left = size + padding(size);
  if (type === 'x') return { kind: 'pax', head: block, left };
  const path = moved(records.get('path') ?? ustarPath(block), edit.move);
  // What names no path is the archive's end, or (g) says the commit's name.
  const isOut = !path || type === 'g' || edit.isOut?.(utf8(path).replace(/\/$/, ''));
  if (isOut) return { kind: 'out', head: block, left };
  edit.onKept?.(utf8(path), size);
  return { kind: 'kept', head: edit.move ? rewritten(block, records, path) : Buffer.concat([pax, block]), left };
}

/** Paths are kept as latin1: a character is a byte. */
function moved(path: string, move: TarEdit['move']): string | undefined {
  if (!move) return path;
  const [from, to] = [latin1(move.from), latin1(move.to)];
  return path.startsWith(from) ? to + path.slice(from.length) : undefined;
}

/** The entry's header under its new path, which is no longer than the old one, and so fits where that did. */
function rewritten(block: Buffer, records: Map<string, string>, path: string): Buffer {
  const header = Buffer.from(block);
  if (records.has('path')) records.set('path', path);
  else writePath(header, path);
  return Buffer.concat([writeRecords(block, records), checksummed(header)]);
}

function writePath(header: Buffer, path: string): void {
  const name = path.length <= 100 ? path : field(header, 0, 100);
  header.fill(0, 0, 100).write(name, 0, 'latin1');
  header.fill(0, 345, 500).write(path.slice(0, -name.length - 1), 345, 'latin1');
}

function ustarPath(block: Buffer): string {
  const prefix = field(block, 345, 155);
  return `${prefix && `${prefix}/`}${field(block, 0, 100)}`;
}

/** The records of a pax entry (header and content), `<length> <key>=<value>\n` each. */
function readRecords(pax: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  const text = pax.toString('latin1', BLOCK);
  for (let at = 0; at < text.length; ) {
    const length = Number.parseInt(text.slice(at, at + 20), 10);
    if (!(length > 0)) break;
    const [, key, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(text.slice(at, at + length)) ?? [];
    if (key !== undefined) records.set(key, value!);
    at += length;
  }
  return records;
}

function writeRecords(block: Buffer, records: Map<string, string>): Buffer {
  if (records.size === 0) return Buffer.alloc(0);
  const body = Buffer.from([...records].map(([key, value]) => record(`${key}=${value}\n`)).join(''), 'latin1');
  const header = Buffer.from(block);
  header.fill(0, 0, 100).write('pax_header', 0, 'latin1');
  header.fill(0, 157, 257).fill(0, 345, 500).write('x', 156, 'latin1');
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  return Buffer.concat([checksummed(header), body, Buffer.alloc(padding(body.length))]);
}

/** A record says its own length, digits among it. */
function record(text: string): string {
  const rest = text.length + 1;
  const digits = [1, 2, 3, 4, 5, 6, 7].find((count) => String(rest + count).length === count)!;
  return `${rest + digits} ${text}`;
}

function field(block: Buffer, at: number, length: number): string {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? length : end);
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1');
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString();
