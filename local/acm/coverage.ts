import type { Coverage } from '../coverage/coverage.ts';

/** How far the operations of Certificate Manager go: certificates are imported, and load balancers present them. */
export const coverage: Coverage<'acm'> = {
  partial: {
    ImportCertificate: [
      'Private keys lie encrypted (AES-256-GCM) with the key in `acm.key`; those of listeners also in files of the proxy that only the owner of the state may read.',
      'A certificate that is imported again may lack names and usages of keys that it had.',
    ],
    ListCertificates: 'Not by `exportOption` and `managedBy`, which imported certificates do not have.',
  },
  refused: {
    ExportCertificate: 'As AWS refuses it of certificates that were imported (`ValidationException`).',
    RenewCertificate: 'As AWS refuses it of certificates that were imported (`ValidationException`).',
    RequestCertificate:
      'Always `InvalidParameterException`: nobody can prove to this machine whose a domain is. On AWS such a certificate would wait for its validation for ever.',
  },
};
