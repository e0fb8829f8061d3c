/** git's framing: four hex digits of length, then the payload (gitprotocol-common). */
import type { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';

/** The packet that ends a list. */
export const FLUSH = Buffer.from('0000');

/** The longest payload of a packet, in bytes. */
const LONGEST = 65_516;

/** The channels of a side-band: what the command answers, progress for people, and the last words of a failure. */
export const BAND = { data: 1, progress: 2, fatal: 3 } as const;

/** One packet. The payload must fit. */
export function pktLine(payload: string | Buffer): Buffer {
  const body = Buffer.from(payload as string);
  const length = (body.length + 4).toString(16).padStart(4, '0');
  return Buffer.concat([Buffer.from(length), body]);
}

/** The payload in one band, in as many packets as it takes. */
export function sideBand(band: number, payload: string | Buffer): Buffer {
  const body = Buffer.from(payload as string);
  const packets: Buffer[] = [];
  for (let at = 0; at < body.length; at += LONGEST - 1)
    packets.push(pktLine(Buffer.concat([Buffer.of(band), body.subarray(at, at + LONGEST - 1)])));
  return Buffer.concat(packets);
}

/**
 * Reads packets off a stream, and not a chunk more than it must: after `close`, what follows the packets is `rest` and
 * whatever the stream still holds, paused.
 */
export class PktLineReader {
  private readonly stream: Readable;
  private readonly limits: { bytes: number; stall: number; signal: AbortSignal };
  private buffer: Buffer = Buffer.alloc(0);
  private taken = 0;

  /** `bytes`: the most that may be read, all packets together; `stall`: milliseconds without a byte, after the first one. */
  constructor(stream: Readable, limits: { bytes: number; stall: number; signal: AbortSignal }) {
    this.stream = stream;
    this.limits = limits;
  }

  /** What was read from the stream and belongs to no packet. */
  get rest(): Buffer {
    return this.buffer;
  }

  /**
   * The next payload; `flush` for the packet that ends a list, `end` when the stream ends instead of a packet. Throws a
   * `Failure` `bad_packet` for bytes that are no packet, `packets_too_large`, or `packets_stalled`.
   */
  async next(): Promise<Buffer | 'flush' | 'end'> {
    if (!(await this.fill(4))) {
      if (this.buffer.length === 0) return 'end';
      throw cutOff();
    }
    const length = lengthOf(this.buffer.subarray(0, 4));
    if (length > 0 && !(await this.fill(length))) throw cutOff();
    const packet = this.take(length === 0 ? 4 : length);
    return length === 0 ? 'flush' : packet.subarray(4);
  }

  /**
   * Resolves when the stream holds something behind the packets, which is in `rest` then, or has ended. Throws
   * `packets_stalled` after so many milliseconds without a byte.
   */
  async follow(patience: number): Promise<void> {
    await this.fill(1, patience);
  }

  // Private

  private take(length: number): Buffer {
    this.taken += length;
    if (this.taken > this.limits.bytes) throw tooLarge(this.limits.bytes);
    const packet = this.buffer.subarray(0, length);
    this.buffer = this.buffer.subarray(length);
    return packet;
  }

  /** Reads until so many bytes are there; false when the stream ends before. */
  private async fill(length: number, patience = this.limits.stall): Promise<boolean> {
    while (this.buffer.length < length) {
      const chunk = await this.chunk(patience);
      if (!chunk) return false;
      this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
    }
    return true;
  }

  private chunk(patience: number): Promise<Buffer | undefined> {
    const { stream } = this;
    const { signal } = this.limits;
    if (signal.aborted) return Promise.reject(signal.reason);
    if (stream.readableEnded || stream.destroyed) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const started = this.taken + this.buffer.length > 0;
      const timer = started ? setTimeout(() => settle(() => reject(stalled(patience))), patience) : undefined;
      const onData = (chunk: Buffer) => settle(() => resolve(chunk));
      const onEnd = () => settle(() => resolve(undefined));
      const onAbort = () => settle(() => reject(signal.reason));
      const settle = (answer: () => void) => {
        clearTimeout(timer);
        stream.pause();
        stream.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
        signal.removeEventListener('abort', onAbort);
        answer();
      };
      stream.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
      signal.addEventListener('abort', onAbort, { once: true });
      stream.resume();
    });
  }
}

// Private

/** The length of the whole packet, 0 for a flush. */
function lengthOf(digits: Buffer): number {
  const text = digits.toString('latin1');
  const length = /^[0-9a-f]{4}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
  if (length === 0 || (length >= 4 && length <= LONGEST + 4)) return length;
  throw new Failure('bad_packet', `The client sent ${JSON.stringify(text)} where git's protocol has a length.`, {
    hint: 'Push with git itself, version 2.25 or newer.',
  });
}

function cutOff(): Failure {
  return new Failure('bad_packet', 'The client ended in the middle of its request.', { hint: 'Push again.' });
}

function tooLarge(bytes: number): Failure {
  return new Failure('packets_too_large', `The list of refs is longer than ${bytes >> 20} MiB.`, {
    hint: 'Push fewer refs at a time.',
  });
}

function stalled(milliseconds: number): Failure {
  return new Failure('packets_stalled', `The client sent nothing for ${Math.round(milliseconds / 1000)} seconds.`, {
    hint: 'Push again.',
  });
}
