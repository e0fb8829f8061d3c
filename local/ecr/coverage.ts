import type { Coverage } from '../coverage/coverage.ts';

/** How far ECR's operations go. */
export const coverage: Coverage<'ecr'> = {
  partial: {
    CreateRepository:
      'Scanning on push is kept and told: no image is scanned. Encryption is told as AES256, whatever is asked for.',
  },
  inert: {
    PutLifecyclePolicy: 'Kept and told: no image expires.',
    SetRepositoryPolicy: 'Kept and told: whoever has a token may push and pull.',
  },
};
