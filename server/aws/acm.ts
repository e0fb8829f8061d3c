import {
  type ACMClient,
  type CertificateSummary,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ImportCertificateCommand,
  KeyAlgorithm,
  paginateListCertificates,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import { Failure, messageOf } from '../../lib/failure.ts';

/** A certificate as Certificate Manager tells of it. */
export interface AcmCertificate {
  arn: string;
  /** The hosts that it is for, its main one first. */
  names: string[];
  /** Undefined until it is issued. */
  expires: Date | undefined;
  /** `ISSUED`, `PENDING_VALIDATION`, `EXPIRED`, … */
  status: string;
  /** Whether AWS has issued it, and renews it; else it was imported. */
  isIssued: boolean;
}

/** A DNS record that shows AWS whose a host is. */
export interface ProofRecord {
  name: string;
  type: string;
  value: string;
}

/** The certificates of an account in AWS Certificate Manager. */
export class Acm {
  private readonly client: ACMClient;

  constructor(client: ACMClient) {
    this.client = client;
  }

  async list(): Promise<AcmCertificate[]> {
    const found: AcmCertificate[] = [];
    // Unless key types are named, only those with RSA keys of 1024 and 2048 bits are listed.
    const input = { Includes: { keyTypes: Object.values(KeyAlgorithm) } };
    for await (const page of paginateListCertificates({ client: this.client }, input))
      found.push(...(page.CertificateSummaryList ?? []).map(certificateOf));
    return found;
  }

  /** Keeps a certificate that was issued elsewhere; answers its ARN. */
  async import(
    { certificate, chain, key }: { certificate: string; chain: string | undefined; key: string },
    tags: Record<string, string>,
  ): Promise<string> {
    const command = new ImportCertificateCommand({
      Certificate: Buffer.from(certificate),
      PrivateKey: Buffer.from(key),
      ...(chain !== undefined && { CertificateChain: Buffer.from(chain) }),
      Tags: tagsOf(tags),
    });
    return (await refusing(this.client.send(command))).CertificateArn!;
  }

  /** Asks AWS to issue a certificate, once DNS records show whose the hosts are; answers its ARN. */
  async request([first, ...others]: readonly string[], tags: Record<string, string>): Promise<string> {
    const command = new RequestCertificateCommand({
      DomainName: first,
      ...(others.length > 0 && { SubjectAlternativeNames: others }),
      ValidationMethod: 'DNS',
      Tags: tagsOf(tags),
    });
    return (await refusing(this.client.send(command))).CertificateArn!;
  }

  /** The records that AWS waits for; fewer than hosts while it still makes them up. */
  async records(CertificateArn: string): Promise<ProofRecord[]> {
    const { Certificate } = await this.client.send(new DescribeCertificateCommand({ CertificateArn }));
    const records = (Certificate?.DomainValidationOptions ?? []).flatMap(({ ResourceRecord }) => ResourceRecord ?? []);
    const all = records.map(({ Name, Type, Value }) => ({ name: Name!, type: Type!, value: Value! }));
    // A wildcard and the host above it are shown by the same record.
    return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
  }

  /** Deletes a certificate; one that is gone already is no failure. */
  async delete(CertificateArn: string): Promise<void> {
    try {
      await refusing(this.client.send(new DeleteCertificateCommand({ CertificateArn })));
    } catch (error) {
      if ((error as { cause?: Error }).cause?.name !== 'ResourceNotFoundException') throw error;
    }
  }
}

// Private

function tagsOf(tags: Record<string, string>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function certificateOf(summary: CertificateSummary): AcmCertificate {
  const { CertificateArn, DomainName, SubjectAlternativeNameSummaries = [], NotAfter, Status, Type } = summary;
  return {
    arn: CertificateArn!,
    names: [...new Set([...SubjectAlternativeNameSummaries, ...(DomainName ? [DomainName] : [])])],
    expires: NotAfter,
    status: Status ?? '',
    isIssued: Type === 'AMAZON_ISSUED',
  };
}

/** What Certificate Manager refuses is told in its words: it is about the certificate, not about the rack. */
async function refusing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!REFUSALS.includes((error as Error).name)) throw error;
    if ((error as Error).name === 'ResourceInUseException') throw inUse(error);
    throw new Failure('certificate_refused', `AWS refuses it: ${messageOf(error)}`, {
      hint: 'See the certificates of this rack: ssh rack certs',
      cause: error,
    });
  }
}

const REFUSALS = [
  'InvalidArgsException',
  'InvalidDomainValidationOptionsException',
  'InvalidParameterException',
  'LimitExceededException',
  'RequestInProgressException',
  'ResourceInUseException',
  'ResourceNotFoundException',
  'ValidationException',
];

function inUse(cause: unknown): Failure {
  return new Failure('certificate_in_use', 'A load balancer presents this certificate.', {
    hint: 'Where it is the rack’s own (CertificateArn), give the rack another one first: rack update NAME --param CertificateArn=ARN',
    cause,
  });
}
