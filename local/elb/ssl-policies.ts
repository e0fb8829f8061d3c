import { AwsError } from '../endpoint/service.ts';

/** What clients and a load balancer may agree on: protocols and ciphers, best first. */
export interface SslPolicy {
  name: string;
  protocols: readonly SslProtocol[];
  ciphers: readonly string[];
}

export type SslProtocol = 'TLSv1.3' | 'TLSv1.2' | 'TLSv1.1' | 'TLSv1';

/** What a listener gets whose request names no policy. */
export const DEFAULT_POLICY = 'ELBSecurityPolicy-2016-08';

export function sslPolicy(name: string): SslPolicy {
  const policy = POLICIES.get(name);
  if (!policy) throw new AwsError('SSLPolicyNotFound', `SSL policy '${name}' not found`);
  return policy;
}

/** The policies of the names given, or all of them. */
export const sslPolicies = (names: string[]): SslPolicy[] =>
  names.length > 0 ? names.map(sslPolicy) : [...POLICIES.values()];

/** A policy as AWS answers it. */
export const sslPolicyView = ({ name, protocols, ciphers }: SslPolicy) => ({
  Name: name,
  SslProtocols: protocols,
  Ciphers: ciphers.map((Name, index) => ({ Name, Priority: index + 1 })),
  SupportedLoadBalancerTypes: ['application', 'network'],
});

// Private
// The tables are those of "Security policies for your Application Load Balancer" in the user guide.

const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const TLS13_FIPS = TLS13.slice(0, 2);

/** All ciphers of TLS 1.2 and before, best first, by what sets them apart. */
const CIPHERS = [
  ['ECDHE-ECDSA-AES128-GCM-SHA256', 'forward gcm'],
  ['ECDHE-RSA-AES128-GCM-SHA256', 'forward gcm'],
  ['ECDHE-ECDSA-AES128-SHA256', 'forward sha2'],
  ['ECDHE-RSA-AES128-SHA256', 'forward sha2'],
  ['ECDHE-ECDSA-AES128-SHA', 'forward sha1'],
  ['ECDHE-RSA-AES128-SHA', 'forward sha1'],
  ['ECDHE-ECDSA-AES256-GCM-SHA384', 'forward gcm'],
  ['ECDHE-RSA-AES256-GCM-SHA384', 'forward gcm'],
  ['ECDHE-ECDSA-AES256-SHA384', 'forward sha2'],
  ['ECDHE-RSA-AES256-SHA384', 'forward sha2'],
  ['ECDHE-ECDSA-AES256-SHA', 'forward sha1'],
  ['ECDHE-RSA-AES256-SHA', 'forward sha1'],
  ['AES128-GCM-SHA256', 'rsa gcm'],
  ['AES128-SHA256', 'rsa sha2'],
  ['AES128-SHA', 'rsa sha1'],
  ['AES256-GCM-SHA384', 'rsa gcm'],
  ['AES256-SHA256', 'rsa sha2'],
  ['AES256-SHA', 'rsa sha1'],
  ['DES-CBC3-SHA', 'rsa des'],
] as const;

const only = (kind: RegExp) => CIPHERS.filter(([, of]) => kind.test(of)).map(([name]) => name as string);

const RESTRICTED = only(/forward gcm/);
const FORWARD_SHA2 = only(/forward (gcm|sha2)/);
const FORWARD = only(/forward/);
const SHA2 = only(/gcm|sha2/);
const ALL = only(/gcm|sha2|sha1/);
const WITH_DES = only(/./);

/** The protocols down to a least one. */
const downTo = (least: SslProtocol, best: SslProtocol = 'TLSv1.3'): SslProtocol[] => {
  const all: SslProtocol[] = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'];
  return all.slice(all.indexOf(best), all.indexOf(least) + 1);
};

type Row = readonly [name: string, least: SslProtocol, ciphers: string[]];

/** Policies with TLS 1.3: each has kinds of its own for FIPS 140-3 and for keys that are safe from quantum computers. */
const MODERN: Row[] = [
  ['1-3', 'TLSv1.3', []],
  ['1-2', 'TLSv1.2', FORWARD_SHA2],
  ['1-2-Res', 'TLSv1.2', RESTRICTED],
  ['1-2-Ext1', 'TLSv1.2', SHA2],
  ['1-2-Ext2', 'TLSv1.2', ALL],
  ['1-1', 'TLSv1.1', ALL],
  ['1-0', 'TLSv1', ALL],
];
const WITH_EXT0: Row[] = [...MODERN, ['1-2-Ext0', 'TLSv1.2', FORWARD]];

/** There is none of TLS 1.1 with keys of that kind. */
const quantumSafe = (rows: Row[]) => rows.filter(([name]) => name !== '1-1');

const modern = (rows: Row[], tls13: string[], end: string): SslPolicy[] =>
  rows.map(([name, least, ciphers]) => ({
    name: `ELBSecurityPolicy-TLS13-${name}-${end}`,
    protocols: downTo(least),
    ciphers: [...tls13, ...ciphers],
  }));

const OLDER: Row[] = [
  ['2016-08', 'TLSv1', ALL],
  ['2015-05', 'TLSv1', ALL],
  ['TLS-1-0-2015-04', 'TLSv1', WITH_DES],
  ['TLS-1-1-2017-01', 'TLSv1.1', ALL],
  ['TLS-1-2-2017-01', 'TLSv1.2', SHA2],
  ['TLS-1-2-Ext-2018-06', 'TLSv1.2', ALL],
  ['FS-2018-06', 'TLSv1', FORWARD],
  ['FS-1-1-2019-08', 'TLSv1.1', FORWARD],
  ['FS-1-2-2019-08', 'TLSv1.2', FORWARD],
  ['FS-1-2-Res-2019-08', 'TLSv1.2', FORWARD_SHA2],
  ['FS-1-2-Res-2020-10', 'TLSv1.2', RESTRICTED],
];

const older: SslPolicy[] = OLDER.map(([name, least, ciphers]) => ({
  name: `ELBSecurityPolicy-${name}`,
  protocols: downTo(least, 'TLSv1.2'),
  ciphers,
}));

const POLICIES: ReadonlyMap<string, SslPolicy> = new Map(
  [
    ...modern(MODERN, TLS13, '2021-06'),
    ...modern(quantumSafe(MODERN), TLS13, 'PQ-2025-09'),
    ...modern(WITH_EXT0, TLS13_FIPS, 'FIPS-2023-04'),
    ...modern(quantumSafe(WITH_EXT0), TLS13_FIPS, 'FIPS-PQ-2025-09'),
    ...older,
  ].map((policy) => [policy.name, policy]),
);
