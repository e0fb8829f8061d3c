import type { AcmCertificate, ProofRecord } from '../aws/acm.ts';

/** A certificate of the rack, as people see it. */
export interface CertificateInfo {
  /** The end of its ARN, which fits into a path. */
  id: string;
  arn: string;
  /** The hosts that it is for, its main one first. */
  domains: string[];
  /** ISO 8601; undefined until it is issued. */
  expires: string | undefined;
  /** `issued`, `pending_validation`, `expired`, … */
  status: string;
  /** `imported`, or `issued` by AWS, which renews it too. */
  origin: 'imported' | 'issued';
  /** The app for whose hosts it is presented. */
  app: string | undefined;
  /** Whether the load balancer presents it where no other one fits. */
  isDefault: boolean;
  /** Undefined of one that the rack was given by its parameter. */
  addedBy: string | undefined;
  /** The DNS records that AWS waits for before it issues it. */
  records: ProofRecord[];
}

/** What is known of a certificate besides what Certificate Manager tells. */
export interface Kept {
  app?: string | undefined;
  addedBy?: string | undefined;
  isDefault?: boolean;
}

/** A certificate with all that is known of it. */
export function describe(certificate: AcmCertificate, { app, addedBy, isDefault = false }: Kept): CertificateInfo {
  const { arn, names, expires, status, isIssued } = certificate;
  return {
    id: arn.split('/').at(-1)!,
    arn,
    domains: names,
    expires: expires?.toISOString(),
    status: status.toLowerCase(),
    origin: isIssued ? 'issued' : 'imported',
    app,
    isDefault,
    addedBy,
    records: [],
  };
}

/** By its main host, then by its id. */
export const sortKey = ({ domains, id }: CertificateInfo) => `${domains[0]} ${id}`;
