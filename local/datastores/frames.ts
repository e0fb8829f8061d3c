/** The frames in which the engine sends what a program says: 1 is its stdout, 2 its stderr. */
export interface Frame {
  stream: 1 | 2;
  bytes: Buffer;
}

/** Bytes before each frame: which stream it is of, and how long it is. */
const HEADER = 8;

/** Takes apart what an exec without a terminal answers, at the pace of the reader. */
export async function* frames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER) {
      const end = HEADER + rest.readUInt32BE(4);
      if (rest.length < end) break;
      yield { stream: rest[0] === 2 ? 2 : 1, bytes: rest.subarray(HEADER, end) };
      rest = rest.subarray(end);
    }
  }
}
