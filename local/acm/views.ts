import { X509Certificate } from 'node:crypto';
import type { Certificate } from './certificates.ts';
import { keyUsages, signatureAlgorithm } from './der.ts';
import { keyAlgorithm } from './material.ts';

/** A certificate as `DescribeCertificate` answers it; `inUseBy` are the load balancers that present it. */
export function certificateView(kept: Certificate, inUseBy: string[]) {
  const certificate = new X509Certificate(kept.certificate);
  return {
    CertificateArn: kept.arn,
    DomainName: domainName(certificate),
    SubjectAlternativeNames: alternativeNames(certificate),
    Serial: colons(certificate.serialNumber),
    Subject: oneLine(certificate.subject),
    Issuer: issuerName(certificate),
    ...datesOf(kept, certificate),
    Status: statusOf(certificate),
    KeyAlgorithm: keyAlgorithm(certificate.publicKey).replace('_', '-'),
    SignatureAlgorithm: signatureAlgorithm(certificate.raw),
    InUseBy: inUseBy,
    Type: 'IMPORTED',
    KeyUsages: keyUsages(certificate.raw).map((Name) => ({ Name })),
    ExtendedKeyUsages: extendedKeyUsages(certificate),
    RenewalEligibility: 'INELIGIBLE',
    Options: { CertificateTransparencyLoggingPreference: 'DISABLED' },
  };
}

/** A certificate as `ListCertificates` answers it. */
export function summaryView(kept: Certificate, inUse: boolean) {
  const certificate = new X509Certificate(kept.certificate);
  return {
    CertificateArn: kept.arn,
    DomainName: domainName(certificate),
    SubjectAlternativeNameSummaries: alternativeNames(certificate).slice(0, SUMMARIZED),
    HasAdditionalSubjectAlternativeNames: alternativeNames(certificate).length > SUMMARIZED,
    Status: statusOf(certificate),
    Type: 'IMPORTED',
    KeyAlgorithm: keyAlgorithm(certificate.publicKey).replace('_', '-'),
    KeyUsages: keyUsages(certificate.raw),
    ExtendedKeyUsages: extendedKeyUsages(certificate).map(({ Name }) => Name),
    InUse: inUse,
    RenewalEligibility: 'INELIGIBLE',
    ...datesOf(kept, certificate),
  };
}

export type Summary = ReturnType<typeof summaryView>;

// Private

/** As many alternative names does a listing tell. */
const SUMMARIZED = 100;

const datesOf = (kept: Certificate, { validFrom, validTo }: X509Certificate) => ({
  CreatedAt: new Date(kept.createdAt),
  ImportedAt: new Date(kept.importedAt),
  NotBefore: new Date(validFrom),
  NotAfter: new Date(validTo),
});

const statusOf = ({ validTo }: X509Certificate) => (new Date(validTo) < new Date() ? 'EXPIRED' : 'ISSUED');

const domainName = (certificate: X509Certificate) =>
  field(certificate.subject, 'CN') ?? alternativeNames(certificate)[0] ?? '';

const alternativeNames = ({ subjectAltName }: X509Certificate): string[] =>
  (subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice('DNS:'.length));

const issuerName = ({ issuer }: X509Certificate) => field(issuer, 'O') ?? field(issuer, 'CN') ?? '';

function field(name: string | undefined, key: string): string | undefined {
  const line = (name ?? '').split('\n').find((each) => each.startsWith(`${key}=`));
  return line?.slice(key.length + 1);
}

const oneLine = (name: string | undefined) => (name ?? '').split('\n').join(',');

const colons = (serial: string) => serial.toLowerCase().match(/../g)?.join(':') ?? '';

const PURPOSES: Record<string, string> = {
  '1.3.6.1.5.5.7.3.1': 'TLS_WEB_SERVER_AUTHENTICATION',
  '1.3.6.1.5.5.7.3.2': 'TLS_WEB_CLIENT_AUTHENTICATION',
  '1.3.6.1.5.5.7.3.3': 'CODE_SIGNING',
  '1.3.6.1.5.5.7.3.4': 'EMAIL_PROTECTION',
  '1.3.6.1.5.5.7.3.8': 'TIME_STAMPING',
  '1.3.6.1.5.5.7.3.9': 'OCSP_SIGNING',
  '2.5.29.37.0': 'ANY',
};

/** Node.js calls the extended usages of a key its usages. */
const extendedKeyUsages = ({ keyUsage }: X509Certificate) =>
  (keyUsage ?? []).map((OID) => ({ Name: PURPOSES[OID] ?? 'CUSTOM', OID }));
