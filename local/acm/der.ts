/** What X.509 certificates say in fields that Node.js does not read: the signature's algorithm and the key's usages. */
export function signatureAlgorithm(certificate: Buffer): string {
  const outer = element(certificate, 0);
  const signed = element(certificate, outer.start);
  const algorithm = element(certificate, signed.end);
  const id = element(certificate, algorithm.start);
  return SIGNATURES[certificate.subarray(id.start, id.end).toString('hex')] ?? 'UNKNOWN';
}

/** The key usages, by their names in AWS; none where the certificate does not limit them. */
export function keyUsages(certificate: Buffer): string[] {
  const at = certificate.indexOf(KEY_USAGE);
  if (at < 0) return [];
  let value = element(certificate, at + KEY_USAGE.length);
  if (value.tag === BOOLEAN) value = element(certificate, value.end);
  const bits = element(certificate, value.start);
  const bytes = certificate.subarray(bits.start + 1, bits.end);
  return USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

// Private

/** The object identifier 2.5.29.15 as it is written. */
const KEY_USAGE = Buffer.from('0603551d0f', 'hex');
const BOOLEAN = 0x01;

const USAGES = [
  'DIGITAL_SIGNATURE',
  'NON_REPUDIATION',
  'KEY_ENCIPHERMENT',
  'DATA_ENCIPHERMENT',
  'KEY_AGREEMENT',
  'CERTIFICATE_SIGNING',
  'CRL_SIGNING',
  'ENCIPHER_ONLY',
  'DECIPHER_ONLY',
];

const SIGNATURES: Record<string, string> = {
  '2a864886f70d010105': 'SHA1WITHRSA',
  '2a864886f70d01010b': 'SHA256WITHRSA',
  '2a864886f70d01010c': 'SHA384WITHRSA',
  '2a864886f70d01010d': 'SHA512WITHRSA',
  '2a8648ce3d040302': 'SHA256WITHECDSA',
  '2a8648ce3d040303': 'SHA384WITHECDSA',
  '2a8648ce3d040304': 'SHA512WITHECDSA',
};

/** One element: where its value begins and ends. */
function element(bytes: Buffer, at: number): { tag: number; start: number; end: number } {
  const first = bytes[at + 1] ?? 0;
  const longer = first & 0x80 ? first & 0x7f : 0;
  const start = at + 2 + longer;
  const length = longer > 0 ? bytes.readUIntBE(at + 2, longer) : first;
  return { tag: bytes[at] ?? 0, start, end: start + length };
}
