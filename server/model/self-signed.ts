import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Days that a certificate of one's own holds: browsers take none that is for longer. */
const DAYS = 397;

/** Makes a key and a certificate that vouches for itself, for these hosts: PEM of both, one after the other. */
export function selfSigned(hosts: readonly string[], now = new Date()): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const content = contentOf(hosts, privateKey, now);
  const signature = sign('sha256', content, privateKey);
  const certificate = sequence(content, ECDSA_WITH_SHA256, bitString(signature));
  return `${pemOf(certificate)}${privateKey.export({ type: 'pkcs8', format: 'pem' })}`;
}

// Private

/** What is signed: RFC 5280, section 4.1. */
function contentOf(hosts: readonly string[], key: KeyObject, now: Date): Buffer {
  // Certificates of one name are told apart by who issued them, so that each has a name of its own.
  const name = sequence(set(sequence(oid('550403'), text(`rack ${randomBytes(6).toString('hex')}`))));
  const ends = new Date(now.getTime() + DAYS * 24 * 60 * 60_000);
  // A client's clock may be behind.
  const begins = new Date(now.getTime() - 60 * 60_000);
  return sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(begins), time(ends)),
    name,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(hostsExtension(hosts), serverExtension(), leafExtension())),
  );
}

/** subjectAltName */
function hostsExtension(hosts: readonly string[]): Buffer {
  return extension('551d11', sequence(...hosts.map((host) => der(0x82, Buffer.from(host)))));
}

/** extKeyUsage: of servers. */
function serverExtension(): Buffer {
  return extension('551d25', sequence(oid('2b06010505070301')));
}

/** basicConstraints: it issues none. */
function leafExtension(): Buffer {
  return extension('551d13', sequence());
}

const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x04, value));

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const set = (...parts: Buffer[]) => der(0x31, ...parts);
const integer = (bytes: Buffer) => der(0x02, bytes);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const text = (value: string) => der(0x0c, Buffer.from(value));
const bitString = (bytes: Buffer) => der(0x03, Buffer.from([0]), bytes);

/** UTCTime, which holds until 2049: `261126093000Z`. */
const time = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(2, 14)}Z`));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

/** A value as DER has it: its kind, its length, itself. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length.toString(16);
  const bytes = Buffer.from(size.padStart(size.length + (size.length % 2), '0'), 'hex');
  const length = content.length < 128 ? bytes : Buffer.concat([Buffer.from([0x80 + bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

function pemOf(certificate: Buffer): string {
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
