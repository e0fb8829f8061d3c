/** The unit of a tar archive, in bytes. */
export const BLOCK = 512;

/**
 * One file of a tar archive, in the ustar form. As a tar is a row of such entries, entries can be put in front of an
 * archive that somebody else writes.
 */
export function tarEntry(path: string, content: Buffer | string, mode = 0o644): Buffer {
  const body = Buffer.from(content as string);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  if (Buffer.byteLength(path) > 100) throw new RangeError(`The path is too long for a tar entry: ${path}`);
  header.write(path, 0);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(body.length, 124, 12);
  octal(0, 136, 12);
  header.write('0', 156);
  header.write('ustar\x0000', 257, 'latin1');
  return Buffer.concat([checksummed(header), body, Buffer.alloc(padding(body.length))]);
}

/** The header with its checksum, which is counted as if it were blanks. */
export function checksummed(header: Buffer): Buffer {
  header.fill(' ', 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0`, 148, 'latin1');
  return header;
}

/** Bytes after content of this size, up to the next block. */
export const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** The end of a tar archive. */
export const TAR_END: Buffer = Buffer.alloc(2 * BLOCK);
