import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';

/** Two PEM files: the certificate with the chain that leads to it, and its private key. */
export interface TlsFiles {
  cert: string;
  key: string;
}

/** What is in them. */
export interface TlsSecrets {
  cert: Buffer;
  key: Buffer;
}

/** Milliseconds between looks at the files. By content: a symlink that is swapped far up the path changes nothing else. */
const LOOK_EVERY = 5_000;

/** Days before the end of a certificate from which on the log says so every day. */
const WARN_BEFORE = 14;

const DAY = 86_400_000;

/** The certificate of a TLS door, taken anew when its files have changed, and never exchanged for a broken one. */
export class Certificates {
  /** The pair in use. */
  secrets: TlsSecrets;
  private seen: TlsSecrets;
  private readonly files: TlsFiles;
  private readonly log: Log;
  private timer: NodeJS.Timeout | undefined;
  private warnedAt = 0;

  /** Throws a `Failure` `bad_certificate` when the files are no pair. */
  constructor(files: TlsFiles, log: Log) {
    this.files = files;
    this.log = log;
    this.secrets = this.seen = checked(read(files), files);
    this.say();
  }

  /** Tells of every new pair. */
  watch(take: (secrets: TlsSecrets) => void, every = LOOK_EVERY): void {
    this.timer = setInterval(() => this.look(take), every);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  // Private

  private look(take: (secrets: TlsSecrets) => void): void {
    try {
      const fresh = read(this.files);
      if (!isSame(fresh, this.seen)) {
        this.seen = fresh;
        this.secrets = checked(fresh, this.files);
        take(this.secrets);
        this.say();
      }
      this.warn();
    } catch (error) {
      this.complain(messageOf(error));
    }
  }

  private say(): void {
    const { subject, validTo } = new X509Certificate(this.secrets.cert);
    this.log.info(`certificate of ${subject?.replace(/\n/g, ', ')} from ${this.files.cert}, valid until ${validTo}`);
    this.complained = '';
  }

  private complained = '';

  /** Says each trouble once, not at every look. */
  private complain(sentence: string): void {
    if (sentence === this.complained) return;
    this.complained = sentence;
    this.log.error(`${sentence} The certificate from before stays in use.`);
  }

  private warn(): void {
    const end = Date.parse(new X509Certificate(this.secrets.cert).validTo);
    const days = Math.floor((end - Date.now()) / DAY);
    if (days >= WARN_BEFORE || Date.now() - this.warnedAt < DAY) return;
    this.warnedAt = Date.now();
    this.log.error(`The certificate in ${this.files.cert} ${days < 0 ? 'has expired' : `expires in ${days} days`}.`);
  }
}

// Private

function read({ cert, key }: TlsFiles): TlsSecrets {
  return { cert: readOne(cert), key: readOne(key) };
}

function readOne(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Failure('bad_certificate', `${path} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

function isSame(one: TlsSecrets, other: TlsSecrets): boolean {
  return one.cert.equals(other.cert) && one.key.equals(other.key);
}

function checked(secrets: TlsSecrets, { cert, key }: TlsFiles): TlsSecrets {
  const certificate = parsed(cert, 'no certificate', () => new X509Certificate(secrets.cert));
  const privateKey = parsed(key, 'no private key without a passphrase', () => createPrivateKey(secrets.key));
  if (!certificate.checkPrivateKey(privateKey))
    throw new Failure('bad_certificate', `The key in ${key} is not that of the certificate in ${cert}.`);
  parsed(cert, 'no certificate that TLS can use', () => createSecureContext(secrets));
  return secrets;
}

function parsed<T>(path: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new Failure('bad_certificate', `In ${path} is ${what} in PEM form.`, { cause });
  }
}
