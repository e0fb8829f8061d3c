import type { Coverage } from '../coverage/coverage.ts';

const KEY = 'Values are encrypted (AES-256-GCM) with the key in `secrets.key`, whatever `KmsKeyId` says.';

/** How far Secrets Manager's operations go. */
export const coverage: Coverage<'secretsmanager'> = {
  partial: {
    CreateSecret: ['No replication.', KEY],
    UpdateSecret: KEY,
  },
};
