import { AwsError, type Input } from '../endpoint/service.ts';
import type { Balancing } from './balancing.ts';
import { notOneOf, notSupported, validationError } from './errors.ts';
import { list, text } from './input.ts';
import { isSecure, type Protocol } from './kinds.ts';
import type { Listener } from './model.ts';
import { DEFAULT_POLICY, sslPolicy } from './ssl-policies.ts';

/** By what a listener proves who it is, and what it agrees on with clients. */
export type Security = Pick<Listener, 'certificates' | 'sslPolicy' | 'alpnPolicy'>;

/** The certificates and policies that a request wants; what it does not say stays as it is `now`. */
export function securityIn(balancing: Balancing, input: Input, protocol: Protocol, now?: Listener): Security {
  if (text(input.MutualAuthentication?.Mode) !== undefined && input.MutualAuthentication.Mode !== 'off')
    throw notSupported('MutualAuthentication');
  if (!isSecure(protocol)) return noSecurity(input, protocol);
  const given = certificateArnsIn(input);
  if (given.length > 1) throw validationError('Only one certificate can be specified');
  const [first, ...more] = now?.certificates ?? [];
  const chosen = given[0] ?? first;
  if (chosen === undefined) throw validationError(`A certificate must be specified for ${protocol} listeners`);
  refuseUnknown(balancing, given);
  return {
    certificates: [chosen, ...more.filter((arn) => arn !== chosen)],
    sslPolicy: sslPolicy(text(input.SslPolicy) ?? now?.sslPolicy ?? DEFAULT_POLICY).name,
    alpnPolicy: alpnPolicyIn(input, protocol, now),
  };
}

/** The ARNs in the `Certificates` of a request. */
export const certificateArnsIn = (input: Input): string[] =>
  list<Input>(input.Certificates).map(({ CertificateArn }) => String(CertificateArn));

/** Refuses certificates that load balancers cannot present. */
export function refuseUnknown({ certificates }: Balancing, arns: string[]): void {
  for (const arn of arns) {
    if (/^arn:[\w-]+:iam:/.test(arn)) throw notSupported(`A server certificate of IAM ('${arn}')`);
    if (!certificates.presented(arn)) throw new AwsError('CertificateNotFound', `Certificate '${arn}' not found`);
  }
}

// Private

function noSecurity(input: Input, protocol: Protocol): Security {
  if (certificateArnsIn(input).length > 0)
    throw validationError(`Certificates cannot be specified for ${protocol} listeners`);
  if (text(input.SslPolicy)) throw validationError(`An SSL policy cannot be specified for ${protocol} listeners`);
  if (alpnNamesIn(input).length > 0)
    throw validationError(`An ALPN policy cannot be specified for ${protocol} listeners`);
  return { certificates: [], sslPolicy: undefined, alpnPolicy: undefined };
}

const ALPN_POLICIES = ['HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred', 'None'];

const alpnNamesIn = (input: Input): string[] => list(input.AlpnPolicy).map(String);

function alpnPolicyIn(input: Input, protocol: Protocol, now?: Listener): string | undefined {
  const [name, second] = alpnNamesIn(input);
  if (name === undefined) return protocol === 'TLS' ? now?.alpnPolicy : undefined;
  if (protocol !== 'TLS') throw validationError(`An ALPN policy cannot be specified for ${protocol} listeners`);
  if (second !== undefined) throw validationError('Only one ALPN policy can be specified');
  if (!ALPN_POLICIES.includes(name)) throw notOneOf('alpnPolicy', name, ALPN_POLICIES);
  return name;
}
