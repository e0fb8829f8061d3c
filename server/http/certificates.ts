import { X509Certificate } from 'node:crypto';
import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { checkTlsPair, readTlsFiles, type TlsFiles, type TlsPair } from '../../lib/tls-files.ts';

/** Days before the end of a certificate from which on the log says so every day. */
const WARN_BEFORE = 14;

const DAY = 86_400_000;

/** The certificate of a TLS door, taken anew when its files have changed, and never exchanged for a broken one. */
export class Certificates {
  /** The pair in use. */
  pair: TlsPair;
  /** What the files held last, good or not. */
  private seen: TlsPair;
  private readonly files: TlsFiles;
  private readonly log: Log;
  private timer: NodeJS.Timeout | undefined;
  private complained = '';
  private warnedAt = 0;

  /** Throws a `Failure` `bad_certificate` when the files are no pair. */
  constructor(files: TlsFiles, log: Log) {
    this.files = files;
    this.log = log;
    this.pair = this.seen = readTlsFiles(files);
    this.take(this.pair);
    this.warn();
  }

  /**
   * Tells of every new pair, until `stop`. It looks at the content, every so many milliseconds: a symlink that is swapped far
   * up the path changes nothing else.
   */
  watch(taken: (pair: TlsPair) => void, every: number): void {
    this.timer = setInterval(() => this.look(taken), every);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  // Private

  private look(taken: (pair: TlsPair) => void): void {
    try {
      const fresh = readTlsFiles(this.files);
      const isNew = !isSame(fresh, this.seen);
      this.seen = fresh;
      if (isNew) taken(this.take(fresh));
      this.warn();
    } catch (error) {
      this.complain(messageOf(error));
    }
  }

  private take(pair: TlsPair): TlsPair {
    const { subject, validTo } = checkTlsPair(pair, this.files);
    this.pair = pair;
    this.complained = '';
    this.log.info(`certificate of ${subject?.replace(/\n/g, ', ')} from ${this.files.cert}, valid until ${validTo}`);
    return pair;
  }

  /** Says each trouble once, not at every look. */
  private complain(sentence: string): void {
    if (sentence === this.complained) return;
    this.complained = sentence;
    this.log.error(`${sentence} The certificate from before stays in use.`);
  }

  private warn(): void {
    const end = Date.parse(new X509Certificate(this.pair.cert).validTo);
    const days = Math.floor((end - Date.now()) / DAY);
    if (days >= WARN_BEFORE || Date.now() - this.warnedAt < DAY) return;
    this.warnedAt = Date.now();
    this.log.error(`The certificate from ${this.files.cert} ${days < 0 ? 'has expired' : `expires in ${days} days`}.`);
  }
}

// Private

function isSame(one: TlsPair, other: TlsPair): boolean {
  return one.cert.equals(other.cert) && one.key.equals(other.key);
}
