import type { Config } from '../config.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type CallAws, type Input, type Operation, type Service } from '../endpoint/service.ts';
import type { Certificate, Certificates } from './certificates.ts';
import { coverage } from './coverage.ts';
import { inUse, invalid } from './errors.ts';
import { listing } from './listing.ts';
import { materialIn, refuseOtherKey } from './material.ts';
import { tagsIn, withoutTags, withTags } from './tags.ts';
import { usage } from './usage.ts';
import { certificateView, summaryView } from './views.ts';

/** Certificate Manager with imported certificates; load balancers present them. */
export function createAcm(deps: { config: Config; certificates: Certificates; callAws: CallAws }): Service {
  return {
    signingName: 'acm',
    protocol: 'json',
    version: '2015-12-08',
    target: 'CertificateManager',
    coverage,
    operations: { ...importing(deps), ...reading(deps), ...tagging(deps), ...refused(deps) },
  };
}

// Private

type Deps = Parameters<typeof createAcm>[0];

function importing({ certificates, callAws, config }: Deps): Record<string, Operation> {
  return {
    async ImportCertificate(input) {
      check(input, { Certificate: { required: true, min: 1 }, PrivateKey: { required: true, min: 1 } });
      const material = materialIn(input);
      if (input.CertificateArn === undefined) {
        return { CertificateArn: certificates.add(material, withTags([], tagsIn(input), '')).arn };
      }
      if (input.Tags) throw invalid('Tags cannot be specified when a certificate is imported again.');
      const certificate = certificateIn(certificates, input);
      refuseOtherKey(certificate, material);
      await certificates.replace(certificate, material);
      return { CertificateArn: certificate.arn };
    },
    async DeleteCertificate(input) {
      const certificate = certificateIn(certificates, input);
      if ((await usage(callAws)).has(certificate.arn)) throw inUse(certificate.arn, config.account);
      certificates.remove(certificate);
      return undefined;
    },
  };
}

function reading({ certificates, callAws }: Deps): Record<string, Operation> {
  return {
    async DescribeCertificate(input) {
      const certificate = certificateIn(certificates, input);
      const users = (await usage(callAws)).get(certificate.arn) ?? [];
      return { Certificate: certificateView(certificate, users) };
    },
    GetCertificate(input) {
      const { certificate, chain } = certificateIn(certificates, input);
      return { Certificate: certificate, ...(chain !== undefined && { CertificateChain: chain }) };
    },
    async ListCertificates(input) {
      const users = await usage(callAws);
      const all = certificates.list().map((certificate) => summaryView(certificate, users.has(certificate.arn)));
      return listing(all, input);
    },
  };
}

function tagging({ certificates }: Deps): Record<string, Operation> {
  return {
    AddTagsToCertificate(input) {
      const certificate = certificateIn(certificates, input);
      const tags = withTags(certificate.tags, tagsIn(input), certificate.arn);
      certificates.save({ ...certificate, tags });
      return undefined;
    },
    ListTagsForCertificate: (input) => ({ Tags: certificateIn(certificates, input).tags }),
    RemoveTagsFromCertificate(input) {
      const certificate = certificateIn(certificates, input);
      certificates.save({ ...certificate, tags: withoutTags(certificate.tags, tagsIn(input)) });
      return undefined;
    },
  };
}

/** What AWS does with certificates that it issues: no certificate here is one. */
function refused({ certificates }: Deps): Record<string, Operation> {
  return {
    RequestCertificate() {
      // On AWS it would wait for a DNS record or a mail, by which nobody can prove anything to this machine.
      throw new AwsError(
        'InvalidParameterException',
        'Certificates are not issued on this machine: get one elsewhere and call ImportCertificate.',
      );
    },
    ExportCertificate(input) {
      const { arn } = certificateIn(certificates, input);
      throw invalid(`Certificate ARN: ${arn} is not a private certificate`);
    },
    RenewCertificate(input) {
      const { arn } = certificateIn(certificates, input);
      throw invalid(`Certificate ARN: ${arn} is not a private certificate`);
    },
  };
}

const ARN = /^arn:[\w+=/,.@-]+:acm:[\w+=/,.@-]*:[0-9]+:[\w+=,.@-]+(\/[\w+=,.@-]+)*$/;

function certificateIn(certificates: Certificates, input: Input): Certificate {
  check(input, { CertificateArn: { required: true, min: 20, max: 2048, pattern: ARN } });
  return certificates.get(input.CertificateArn);
}
