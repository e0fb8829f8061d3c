import { createHash } from 'node:crypto';
import type { CertificateSource } from '../certificate-source.ts';
import type { Attributes, Listener } from '../model.ts';
import { DEFAULT_POLICY, sslPolicy } from '../ssl-policies.ts';
import type { Frontend, Tls } from './routing.ts';

/** How a listener shows who it is, if it does. */
export function tlsOf(listener: Listener, ofBalancer: Attributes, certificates: CertificateSource): Tls | undefined {
  if (listener.certificates.length === 0) return undefined;
  return {
    certificates: listener.certificates.flatMap((arn) => certificates.presented(arn) ?? []),
    policy: sslPolicy(listener.sslPolicy ?? DEFAULT_POLICY),
    alpn: alpnOf(listener, ofBalancer),
  };
}

/** Where a frontend listens, and by what it shows who it is. `folder` is the proxy's own. */
export function bindLine({ port, gateway, protocol, tls }: Frontend, folder: string): string {
  const place = `bind ${['127.0.0.1', ...(gateway ? [gateway] : [])].map((address) => `${address}:${port}`).join(',')}`;
  // As on AWS, HTTP/2 is spoken over TLS only.
  if (!tls) return protocol === 'HTTP' ? `${place} proto h1` : place;
  const alpn = tls.alpn.length > 0 ? ` alpn ${tls.alpn.join(',')}` : '';
  return `${place} ssl crt-list ${folder}/${CERTIFICATES}/${listName(tls)} ${policyWords(tls)}${alpn}`;
}

/** The folder of certificates within the proxy's own. */
export const CERTIFICATES = 'certificates';

/** The files that a frontend's certificates are read from, by their names; a name stands for its content. */
export function certificateFiles(tls: Tls, folder: string): Map<string, string> {
  const files = tls.certificates.map(({ name, pem }): [string, string] => [`${name}.pem`, pem]);
  return new Map([...files, [listName(tls), listOf(tls, `${folder}/${CERTIFICATES}`)]]);
}

// Private

function alpnOf({ protocol, alpnPolicy }: Listener, ofBalancer: Attributes): readonly string[] {
  if (protocol === 'TLS') return ALPN[alpnPolicy ?? 'None'] ?? [];
  return ofBalancer['routing.http2.enabled'] === 'false' ? ['http/1.1'] : ['h2', 'http/1.1'];
}

const ALPN: Record<string, readonly string[]> = {
  HTTP1Only: ['http/1.1', 'http/1.0'],
  HTTP2Only: ['h2'],
  HTTP2Optional: ['http/1.1', 'http/1.0', 'h2'],
  HTTP2Preferred: ['h2', 'http/1.1', 'http/1.0'],
  None: [],
};

/** A name that no certificate is for: the first one is shown where no name fits, and only there. */
const NO_NAME = 'default.invalid';

const listOf = ({ certificates }: Tls, folder: string) =>
  certificates.map(({ name }, index) => `${folder}/${name}.pem${index === 0 ? ` ${NO_NAME}` : ''}\n`).join('');

const listName = (tls: Tls) => `${createHash('sha256').update(listOf(tls, '')).digest('hex').slice(0, 24)}.list`;

/** OpenSSL would refuse the older protocols and shorter keys of some policies by itself; the policy alone decides. */
const ANY_STRENGTH = '@SECLEVEL=0';

const VERSIONS: Record<string, string> = {
  'TLSv1.3': 'TLSv1.3',
  'TLSv1.2': 'TLSv1.2',
  'TLSv1.1': 'TLSv1.1',
  TLSv1: 'TLSv1.0',
};

function policyWords({ policy }: Tls): string {
  const older = policy.ciphers.filter((cipher) => !cipher.startsWith('TLS_'));
  const newer = policy.ciphers.filter((cipher) => cipher.startsWith('TLS_'));
  return [
    `ssl-min-ver ${VERSIONS[policy.protocols.at(-1) ?? '']} ssl-max-ver ${VERSIONS[policy.protocols[0] ?? '']}`,
    ...(older.length > 0 ? [`ciphers ${[ANY_STRENGTH, ...older].join(':')}`] : []),
    ...(newer.length > 0 ? [`ciphersuites ${newer.join(':')}`] : []),
  ].join(' ');
}
