import { resolve } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { checkTlsPair, hostOf, readTlsFiles, type TlsFiles } from '../lib/tls-files.ts';
import type { Config } from './config.ts';

/** The options of `rack up` for the server's own TLS. */
export const TLS_OPTIONS = {
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'no-tls': { type: 'boolean' },
} as const;

type Options = Record<string, string | boolean | string[] | undefined>;

/** What the options say of TLS: files, checked; `none`; or undefined, to leave it as it is. */
export function askedTls(options: Options): TlsFiles | 'none' | undefined {
  const [cert, key] = [options['tls-cert'], options['tls-key']] as (string | undefined)[];
  if (options['no-tls'] === true && !cert && !key) return 'none';
  if (cert === undefined && key === undefined) return undefined;
  if (!cert || !key || options['no-tls']) throw halfAsked();
  const files = { cert: resolve(cert), key: resolve(key) };
  checkTlsPair(readTlsFiles(files), files);
  return files;
}

/** A rack's configuration with what was asked. Throws a `Failure` where a balancer speaks TLS for the server. */
export function withTls(config: Config, asked: TlsFiles | 'none' | undefined): Config {
  if (asked === undefined) return config;
  const { tls: _before, ...rest } = config;
  if (asked === 'none') return rest;
  if (config.containers) throw ofBalancer();
  return { ...rest, tls: asked };
}

/** The address of the server's HTTP door. */
export function doorUrl({ containers, domain, ports, tls }: Config): string {
  if (containers) return `http://rack.${domain}:${ports.router}`;
  return tls ? `https://${hostIn(tls) ?? '127.0.0.1'}:${ports.http}` : `http://127.0.0.1:${ports.http}`;
}

// Private

/** The files may be gone meanwhile: an address with the wrong name is better than none. */
function hostIn(files: TlsFiles): string | undefined {
  try {
    return hostOf(checkTlsPair(readTlsFiles(files), files));
  } catch {
    return undefined;
  }
}

function halfAsked(): Failure {
  return new Failure('bad_usage', 'A certificate needs its key, and a key its certificate.', {
    hint: 'Use --tls-cert FILE --tls-key FILE together, or --no-tls alone.',
  });
}

function ofBalancer(): Failure {
  return new Failure('rack_keeps', 'In a rack of containers the load balancer speaks TLS for the server.', {
    hint: 'Leave --tls-cert and --tls-key out; local/elb/README.md tells how the balancer gets a certificate.',
  });
}
