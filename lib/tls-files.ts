import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { Failure, messageOf } from './failure.ts';

/** Two PEM files: a certificate with the chain that leads to it, and its private key. */
export interface TlsFiles {
  cert: string;
  key: string;
}

/** What is in them. */
export interface TlsPair {
  cert: Buffer;
  key: Buffer;
}

/** Reads the files. Throws a `Failure` `bad_certificate`. */
export function readTlsFiles({ cert, key }: TlsFiles): TlsPair {
  return { cert: readOne(cert), key: readOne(key) };
}

/** The certificate, if this is one, and the key its own. Throws a `Failure` `bad_certificate` that names the bad file. */
export function checkTlsPair(pair: TlsPair, { cert, key }: TlsFiles): X509Certificate {
  const certificate = parsed(cert, 'no certificate', () => new X509Certificate(pair.cert));
  const privateKey = parsed(key, 'no private key without a passphrase', () => createPrivateKey(pair.key));
  if (!certificate.checkPrivateKey(privateKey))
    throw new Failure('bad_certificate', `The key in ${key} is not that of the certificate in ${cert}.`);
  parsed(cert, 'a certificate or chain that TLS cannot use, or none,', () => createSecureContext(pair));
  return certificate;
}

/** The host name that a certificate is made for first; for a wildcard, the name `rack` below it. */
export function hostOf({ subjectAltName, subject }: X509Certificate): string | undefined {
  const name = /DNS:([^,\s]+)/.exec(subjectAltName ?? '')?.[1] ?? /^CN=(\S+)$/m.exec(subject ?? '')?.[1];
  return name?.replace(/^\*\./, 'rack.');
}

// Private

function readOne(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Failure('bad_certificate', `${path} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

function parsed<T>(path: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new Failure('bad_certificate', `In ${path} is ${what} in PEM form.`, { cause });
  }
}
