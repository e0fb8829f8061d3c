import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../../lib/run.ts';

/** A certificate as one imports it. */
export interface Issued {
  Certificate: Buffer;
  PrivateKey: Buffer;
}

/** A certificate that vouches for itself, for some names, made with the stock `openssl`. */
export async function selfSigned(names: string[], kind = 'ec', days = '30'): Promise<Issued> {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const algorithm = kind === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] : [kind];
  const extensions = [`subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`, 'keyUsage=digitalSignature'];
  try {
    await run([
      ...['openssl', 'req', '-x509', '-newkey', ...algorithm, '-nodes', '-days', days],
      ...['-subj', `/O=Test/CN=${names[0]}`, '-keyout', key, '-out', certificate],
      ...extensions.flatMap((extension) => ['-addext', extension]),
    ]);
    return { Certificate: readFileSync(certificate), PrivateKey: readFileSync(key) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
