const BLOCK = 512;

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
  header.fill(' ', 148, 156);
  header.write('0', 156);
  header.write('ustar\x0000', 257, 'latin1');
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return Buffer.concat([header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}

/** The end of a tar archive. */
export const TAR_END: Buffer = Buffer.alloc(2 * BLOCK);
