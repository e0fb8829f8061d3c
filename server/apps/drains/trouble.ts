import { Failure, messageOf } from '../../../lib/failure.ts';
import { placeOf } from '../../model/drain.ts';

/** A receiver answered, and did not take the lines. */
export class Refusal extends Failure {
  readonly status: number;
  /** Milliseconds that it asks to be left alone. */
  readonly retryAfter: number | undefined;

  constructor(status: number, retryAfter: number | undefined) {
    const redirect = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
    super('drain_failed', `it answered ${status}${redirect}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** A receiver did not answer. */
export class Silence extends Failure {
  constructor(patience: number) {
    super('drain_failed', `it took nothing within ${patience / 1000} s`);
  }
}

/** Why a receiver did not take lines, as a sentence without its end. */
export function reasonOf(error: unknown, url: URL): string {
  if (error instanceof Failure) return error.message.replace(/\.$/, '');
  const { code = '', cert } = error as NodeJS.ErrnoException & { cert?: { subjectaltname?: string } };
  const { host, port } = placeOf(url);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `its certificate is for ${namesOf(cert?.subjectaltname)}, and not for ${host}`;
  const known = REASONS.find(([codes]) => codes.test(code))?.[1];
  return known ? known(`${host}:${port}`) : messageOf(error);
}

// Private

const REASONS: readonly [RegExp, (place: string) => string][] = [
  [/^ECONNREFUSED$/, (place) => `nobody listens at ${place}`],
  [/^E(HOST|NET)UNREACH$/, (place) => `no way leads to ${place}`],
  [/^(ECONNRESET|EPIPE|ERR_STREAM_.*)$/, (place) => `${place} closed the connection`],
  [/^ETIMEDOUT$/, (place) => `${place} does not answer`],
  [/^CERT_HAS_EXPIRED$/, () => 'its certificate has expired'],
  [/SELF_SIGNED|UNABLE_TO/, () => 'its certificate is signed by nobody whom the rack trusts'],
  [/^(EPROTO|ERR_SSL_.*)$/, (place) => `${place} does not speak TLS as it should`],
];

/** `DNS:a.example.com, DNS:b.example.com` in words. */
function namesOf(names: string | undefined): string {
  const all = names?.split(', ').map((name) => name.replace(/^[A-Za-z ]+:/, '')) ?? [];
  return all.slice(0, 5).join(', ') || 'nobody';
}
