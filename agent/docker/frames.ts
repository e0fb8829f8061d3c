import type { Part } from '../../wire/attach/frame.ts';

/** Bytes of one of a command's two outputs. */
export interface Output {
  part: Part;
  bytes: Buffer;
}

const HEADER = 8;
const ERR = 2;

/** What is in the frames in which Docker sends two outputs over one connection; a long frame comes in pieces, as it arrives. */
export async function* unframed(connection: AsyncIterable<Buffer>): AsyncGenerator<Output> {
  let head = Buffer.alloc(0);
  let left = 0;
  let part: Part = 'out';
  for await (const chunk of connection) {
    for (let at = 0; at < chunk.length; ) {
      if (left === 0) {
        const more = chunk.subarray(at, at + HEADER - head.length);
        head = Buffer.concat([head, more]);
        at += more.length;
        if (head.length < HEADER) continue;
        part = head[0] === ERR ? 'err' : 'out';
        left = head.readUInt32BE(4);
        head = Buffer.alloc(0);
      }
      const bytes = chunk.subarray(at, at + left);
      at += bytes.length;
      left -= bytes.length;
      if (bytes.length > 0) yield { part, bytes };
    }
  }
}

/** What comes of a terminal: one output. */
export async function* plain(connection: AsyncIterable<Buffer>): AsyncGenerator<Output> {
  for await (const bytes of connection) yield { part: 'out', bytes };
}
