import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';
import { isWildcard } from './host.ts';

/** The parts of a certificate, each as PEM. */
export interface CertificateParts {
  certificate: string;
  /** The certificates that lead from it to a root; undefined of one that vouches for itself. */
  chain: string | undefined;
  key: string;
}

/** A certificate that was looked at and may be used. */
export interface CheckedCertificate extends CertificateParts {
  /** The hosts that it is for, in small letters; wildcards among them. */
  names: readonly string[];
  expires: Date;
}

/** Reads certificate, chain and key out of PEM texts one after the other. Throws a `Failure` `bad_certificate` that tells what is wrong. */
export function readCertificate(pem: string, now = new Date()): CheckedCertificate {
  const [leaf, ...chain] = certificatesIn(pem);
  const key = keyIn(pem);
  requireKeyOf(leaf!, key, chain);
  requireInTime(leaf!, now);
  requireChain([leaf!, ...chain], now);
  return {
    certificate: leaf!.toString(),
    chain: chain.length > 0 ? chain.map(String).join('') : undefined,
    key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    names: namesOf(leaf!),
    expires: new Date(leaf!.validTo),
  };
}

/** Whether browsers take a certificate with this name for a host; a wildcard is for one label. */
export function isFor(name: string, host: string): boolean {
  return (
    name === host || (isWildcard(name) && name.slice(2) === host.slice(host.indexOf('.') + 1) && !isWildcard(host))
  );
}

// Private

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const KEY = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----[^-]+-----END \1-----/g;

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) throw bad('There is no certificate in PEM form.');
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch (cause) {
      throw bad(`Certificate ${index + 1} of ${blocks.length} cannot be read.`, cause);
    }
  });
}

function keyIn(pem: string): KeyObject {
  if (/ENCRYPTED/.test(pem)) throw bad('The private key has a passphrase, which nobody could type.');
  const blocks = pem.match(KEY) ?? [];
  if (blocks.length !== 1) throw bad(`There are ${blocks.length} private keys in PEM form, and one is needed.`);
  try {
    return createPrivateKey(blocks[0]!);
  } catch (cause) {
    throw bad('The private key cannot be read.', cause);
  }
}

function requireKeyOf(leaf: X509Certificate, key: KeyObject, chain: readonly X509Certificate[]): void {
  if (leaf.checkPrivateKey(key)) return;
  const at = chain.findIndex((other) => other.checkPrivateKey(key));
  if (at >= 0) throw bad(`The key is that of certificate ${at + 2}, which has to come first; its chain follows.`);
  throw bad(`The private key is not that of the certificate for ${titleOf(leaf)}.`);
}

function requireInTime({ validFrom, validTo }: X509Certificate, now: Date): void {
  if (new Date(validTo) < now) throw bad(`The certificate expired at ${new Date(validTo).toISOString()}.`);
  if (new Date(validFrom) > now) throw bad(`The certificate holds only from ${new Date(validFrom).toISOString()} on.`);
}

/** Each is issued by the next one. The root may be left out; what is above the certificate itself may not. */
function requireChain(all: readonly X509Certificate[], now: Date): void {
  const [leaf] = all;
  if (all.length === 1 && !isIssuedBy(leaf!, leaf!))
    throw bad(`The certificate for ${titleOf(leaf!)} comes without the chain of its issuer.`);
  for (const [index, issuer] of all.slice(1).entries()) {
    if (!isIssuedBy(all[index]!, issuer))
      throw bad(
        `Certificate ${index + 2} (${titleOf(issuer)}) has not issued the one before it (${titleOf(all[index]!)}).`,
      );
    if (new Date(issuer.validTo) < now) throw bad(`${titleOf(issuer)}, of the chain, has expired.`);
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  const names = subjectAltName.split(', ').filter((name) => name.startsWith('DNS:'));
  if (names.length === 0) throw bad('The certificate names no host (subjectAltName), so that no browser takes it.');
  return [...new Set(names.map((name) => name.slice('DNS:'.length).toLowerCase()))];
}

/** How people know a certificate: its common name, else its first host. */
function titleOf({ subject, subjectAltName }: X509Certificate): string {
  return /^CN=(.+)$/m.exec(subject ?? '')?.[1] ?? /DNS:([^,\s]+)/.exec(subjectAltName ?? '')?.[1] ?? 'an unnamed one';
}

function bad(what: string, cause?: unknown): Failure {
  return new Failure('bad_certificate', what, {
    hint: 'Send the certificate, then its chain, then its key: cat fullchain.pem privkey.pem',
    cause,
  });
}
