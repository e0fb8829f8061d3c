import { Failure } from '../../../lib/failure.ts';
import type { Acm, AcmCertificate } from '../../../server/aws/acm.ts';
import { readCertificate } from '../../../server/model/certificate.ts';

/** Certificate Manager as far as the core asks it: certificates in memory, none of which AWS issues. */
export class FakeAcm implements Pick<Acm, 'list' | 'import' | 'request' | 'records' | 'delete'> {
  certificates: AcmCertificate[] = [];
  private count = 0;

  async list(): Promise<AcmCertificate[]> {
    return this.certificates;
  }

  async import({ certificate, chain = '', key }: Parameters<Acm['import']>[0]): Promise<string> {
    const { names, expires } = readCertificate(`${certificate}\n${chain}\n${key}`);
    const arn = `arn:aws:acm:nowhere-1:0:certificate/${++this.count}`;
    this.certificates.push({ arn, names: [...names], expires, status: 'ISSUED', isIssued: false });
    return arn;
  }

  async request(): Promise<string> {
    throw new Failure('certificate_refused', 'AWS refuses it: it issues none here.');
  }

  async records(): Promise<[]> {
    return [];
  }

  async delete(arn: string): Promise<void> {
    this.certificates = this.certificates.filter((each) => each.arn !== arn);
  }
}
