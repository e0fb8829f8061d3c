import type { Coverage } from '../coverage/coverage.ts';

const RATE =
  'Shards of streams in the mode `PROVISIONED` have their limits (1 MiB and 1,000 records in, 2 MiB and 5 calls out a second); those `ON_DEMAND` have none, and do not become more.';
const ENCRYPTION = 'Kept and told as KMS; the records lie unencrypted in `kinesis.db`.';

/** How far Kinesis' operations go: streams are durable. */
export const coverage: Coverage<'kinesis'> = {
  partial: {
    CreateStream: 'Streams are `ACTIVE` at once.',
    GetRecords: RATE,
    PutRecord: RATE,
    PutRecords: RATE,
    UpdateShardCount: 'At once, and as often as asked; on AWS ten times a day.',
    UpdateStreamMode: 'The number of shards stays as it is.',
  },
  inert: {
    StartStreamEncryption: ENCRYPTION,
    StopStreamEncryption: ENCRYPTION,
  },
};
