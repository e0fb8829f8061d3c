/** Longest payload of a packet. */
const LONGEST = 65_516;

/** The first bytes of packets that tell the client an error already: side-band 3, and `ERR`. */
const ERROR_BAND = 3;
const ERR = 'E'.charCodeAt(0);

/** One packet of git's protocol (pkt-line). */
export function packet(payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

/** The packet that ends a list. */
export const FLUSH = Buffer.from('0000');

/** Follows the packets of an answer as they pass, so that a sentence can be put where it breaks off. */
export class PacketWatch {
  private head = '';
  private left = 0;
  private isFresh = false;
  /** The first byte of the last packet: a number of a side-band, or a letter. */
  private first = 0;
  private isFlushed = false;
  /** True from where the answer is no packets any more: a pack without side-band. */
  private isRaw = false;

  pass(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.isRaw; )
      at += this.left > 0 ? this.skip(chunk, at) : this.start(chunk, at);
  }

  /**
   * What shows the client a sentence as the last thing it gets. Undefined when it has all, or was told an error already;
   * `cut` when there is no way to tell it.
   */
  lastWords(sentence: string): Buffer | undefined | 'cut' {
    if (this.isRaw || this.head !== '') return 'cut';
    const isTold = this.left === 0 && (this.first === ERROR_BAND || this.first === ERR);
    if (this.isFlushed || isTold) return undefined;
    return Buffer.concat([Buffer.alloc(this.left), this.errorPacket(sentence), FLUSH]);
  }

  // Private

  private errorPacket(sentence: string): Buffer {
    const words = Buffer.from(sentence).subarray(0, LONGEST - 8);
    const isBand = this.first === 1 || this.first === 2;
    return packet(
      Buffer.concat(isBand ? [Buffer.of(ERROR_BAND), words, Buffer.from('\n')] : [Buffer.from('ERR '), words]),
    );
  }

  private start(chunk: Buffer, at: number): number {
    this.head += String.fromCharCode(chunk[at] as number);
    if (this.head.length < 4) return 1;
    const length = /^[0-9a-f]{4}$/i.test(this.head) ? Number.parseInt(this.head, 16) : Number.NaN;
    this.isRaw = Number.isNaN(length) || length === 3;
    this.isFlushed = length === 0;
    this.left = Math.max(0, length - 4);
    this.isFresh = true;
    this.head = '';
    return 1;
  }

  private skip(chunk: Buffer, at: number): number {
    if (this.isFresh) this.first = chunk[at] as number;
    this.isFresh = false;
    const taken = Math.min(this.left, chunk.length - at);
    this.left -= taken;
    return taken;
  }
}
