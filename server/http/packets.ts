import { BAND, FLUSH, pktLine, sideBand } from '../git/pkt-line.ts';

/** The first byte of `ERR`, a packet that tells the client an error where there is no side-band. */
const ERR = 'E'.charCodeAt(0);

/** The first byte of `packfile`, after which version 2 has a side-band. */
const PACKFILE = 'p'.charCodeAt(0);

/** Characters of the longest sentence that is told. */
const LONGEST = 4000;

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
    const isTold = this.left === 0 && (this.first === BAND.fatal || this.first === ERR);
    if (this.isFlushed || isTold) return undefined;
    return Buffer.concat([Buffer.alloc(this.left), this.errorPacket(sentence), FLUSH]);
  }

  // Private

  private errorPacket(sentence: string): Buffer {
    const words = sentence.slice(0, LONGEST);
    const isBand = [BAND.data, BAND.progress, PACKFILE].includes(this.first);
    return isBand ? sideBand(BAND.fatal, `${words}\n`) : pktLine(`ERR ${words}`);
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
