import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Input } from '../endpoint/service.ts';
import { invalid } from './errors.ts';

/** What an import brings: PEM texts whose parts belong together. */
export interface Material {
  certificate: string;
  chain: string | undefined;
  privateKey: string;
}

/** The certificate, chain and key of a request, checked as Certificate Manager does before it takes them. */
export function materialIn(input: Input, now = new Date()): Material {
  const leaf = leafIn(text(input.Certificate));
  const key = keyIn(text(input.PrivateKey));
  refuseKeyKind(key);
  if (!leaf.checkPrivateKey(key)) throw invalid('The private key does not match the certificate.');
  refuseOutOfTime(leaf, now);
  const chain = input.CertificateChain === undefined ? withoutChain(leaf) : chainIn(text(input.CertificateChain), leaf);
  return { certificate: leaf.toString(), chain, privateKey: key.export({ type: 'pkcs8', format: 'pem' }) as string };
}

/** What takes the place of a certificate has a key of its kind, as the user guide has it under "Reimport a certificate". */
export function refuseOtherKey(former: { certificate: string }, material: Material): void {
  const [was, is] = [former, material].map((each) => keyAlgorithm(new X509Certificate(each.certificate).publicKey));
  if (was !== is) throw invalid(`The key type and size cannot be changed: the certificate has ${was}, not ${is}.`);
}

/** The kind of a key as Certificate Manager names it: `RSA_2048`, `EC_prime256v1`. */
export function keyAlgorithm(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return key.asymmetricKeyType === 'rsa' ? `RSA_${modulusLength}` : `EC_${namedCurve}`;
}

// Private

/** A blob: bytes in this process, base64 on the wire. */
const text = (blob: unknown): string =>
  Buffer.isBuffer(blob) ? blob.toString() : Buffer.from(String(blob ?? ''), 'base64').toString();

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function leafIn(pem: string): X509Certificate {
  const [first, second] = certificatesIn(pem, 'The certificate is not PEM-encoded or is not valid.');
  if (second)
    throw invalid(
      'The certificate field contains more than one certificate. You can specify only one certificate in this field.',
    );
  return first as X509Certificate;
}

function certificatesIn(pem: string, otherwise: string): X509Certificate[] {
  const blocks = pem.match(BLOCK) ?? [];
  const rest = pem.replace(BLOCK, '').trim();
  if (blocks.length === 0 || /-----(BEGIN|END)/.test(rest)) throw invalid(otherwise);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    throw invalid(otherwise);
  }
}

function keyIn(pem: string): KeyObject {
  if (/ENCRYPTED/.test(pem)) throw invalid('The private key is encrypted. You can import only unencrypted keys.');
  try {
    return createPrivateKey(pem);
  } catch {
    throw invalid('The private key is not PEM-encoded or is not valid.');
  }
}

const KEYS = /^(RSA_(1024|2048|3072|4096)|EC_(prime256v1|secp384r1|secp521r1))$/;

function refuseKeyKind(key: KeyObject): void {
  if (!KEYS.test(keyAlgorithm(key))) throw invalid('The private key is not supported.');
}

function refuseOutOfTime({ validFrom, validTo }: X509Certificate, now: Date): void {
  if (new Date(validTo) < now) throw invalid('The certificate has expired, is not valid.');
  if (new Date(validFrom) > now) throw invalid('The certificate is not in effect yet, is not valid.');
}

/** Only who issued a certificate to itself needs nobody to vouch for it. */
function withoutChain(leaf: X509Certificate): undefined {
  if (leaf.verify(leaf.publicKey)) return undefined;
  throw invalid(
    'Provided certificate is not a valid self signed. Please provide either a valid self-signed certificate or certificate chain.',
  );
}

/** The chain in its order: each certificate is issued by the next. A root at its end is as welcome as its absence. */
function chainIn(pem: string, leaf: X509Certificate): string {
  const chain = certificatesIn(pem, 'The certificate chain is not PEM-encoded or is not valid.');
  let last = leaf;
  for (const issuer of chain) {
    if (!last.checkIssued(issuer) || !last.verify(issuer.publicKey))
      throw invalid('Could not validate the certificate with the certificate chain.');
    last = issuer;
  }
  return chain.map(String).join('');
}
