import type { Coverage } from '../coverage/coverage.ts';

/** How far ECR's operations go. */
export const coverage: Coverage<'ecr'> = {
  partial: {
    PutLifecyclePolicy:
      'Counts by `imageCountMoreThan` and `sinceImagePushed`, action `expire`; others are refused. Looked at every ten minutes.',
    CreateRepository:
      'Scanning on push is kept and told: no image is scanned. Encryption is told as AES256, whatever is asked for.',
    DescribeRegistry: 'It replicates to no other.',
  },
  inert: {
    PutImageScanningConfiguration: 'Kept and told: no image is scanned.',
    SetRepositoryPolicy: 'Kept and told: whoever has a token may push and pull.',
  },
};
