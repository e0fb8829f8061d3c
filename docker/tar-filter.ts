const BLOCK = 512;

/** Takes the entries out of a tar stream whose path `isOut`; understands what git archive writes (ustar with pax headers). */
export async function* filterTar(
  archive: AsyncIterable<Buffer>,
  isOut: (path: string) => boolean,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let entry: Entry | undefined;
  /** A pax header with the path of the entry after it, held back until it is known whether that one stays. */
  let pax: Buffer[] = [];
  for await (const chunk of archive) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length > 0) {
      if (!entry) {
        if (rest.length < BLOCK) break;
        entry = readHeader(rest, pax);
        entry.isOut = !entry.isPax && entry.path !== '' && isOut(entry.path.replace(/\/$/, ''));
        if (!entry.isPax) {
          if (!entry.isOut) yield* pax;
          pax = [];
        }
      }
      const part = rest.subarray(0, entry.left);
      rest = rest.subarray(part.length);
      entry.left -= part.length;
      if (entry.isPax) pax.push(part);
      else if (!entry.isOut) yield part;
      if (entry.left === 0) entry = undefined;
    }
  }
}

// Private

interface Entry {
  path: string;
  isPax: boolean;
  isOut: boolean;
  /** Bytes of the entry, its header and padding among them, that are still to come. */
  left: number;
}

function readHeader(block: Buffer, pax: Buffer[]): Entry {
  const size = Number.parseInt(text(block, 124, 12).trim() || '0', 8);
  const prefix = text(block, 345, 155);
  const name = text(block, 0, 100);
  const path = paxPath(pax) ?? (prefix ? `${prefix}/${name}` : name);
  const type = String.fromCharCode(block[156]!);
  return { path, isPax: type === 'x', isOut: false, left: BLOCK + Math.ceil(size / BLOCK) * BLOCK };
}

function paxPath(pax: Buffer[]): string | undefined {
  if (pax.length === 0) return undefined;
  return /\d+ path=([^\n]*)\n/.exec(Buffer.concat(pax).subarray(BLOCK).toString())?.[1];
}

function text(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString();
}
