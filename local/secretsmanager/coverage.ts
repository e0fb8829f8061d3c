import type { Coverage } from '../coverage/coverage.ts';

const KEY = 'Values are encrypted (AES-256-GCM) with the key in `secrets.key`, whatever `KmsKeyId` says.';

/** How far Secrets Manager's operations go. */
export const coverage: Coverage<'secretsmanager'> = {
  partial: {
    BatchGetSecretValue: 'Refused as a whole to a role that may not read one of the secrets.',
    CreateSecret: ['No replication.', KEY],
    GetResourcePolicy: 'No secret has one.',
    UpdateSecret: KEY,
  },
  refused: {
    CancelRotateSecret: '`InvalidRequestException`: no secret rotates, as there is no Lambda.',
    RotateSecret: '`InvalidRequestException`: no secret rotates, as there is no Lambda.',
  },
};
