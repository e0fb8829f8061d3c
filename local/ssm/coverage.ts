import type { Coverage } from '../coverage/coverage.ts';

const PUBLIC =
  "Of AWS's public parameters there are the image ids of ECS's Amazon Linux 2023 (x86_64 and arm64): made up, and inert.";
const VAULT =
  'A `SecureString` is encrypted (AES-256-GCM) with the key in `parameters.key`, whatever `KeyId` says; it is not text for CloudFormation.';

/** How far Systems Manager's operations go: Parameter Store, and nothing else. */
export const coverage: Coverage<'ssm'> = {
  partial: {
    AddTagsToResource: 'Of parameters only.',
    DescribeParameters: 'By `ParameterFilters`; the older `Filters` are refused.',
    GetParameter: PUBLIC,
    GetParameters: PUBLIC,
    GetParametersByPath: PUBLIC,
    ListTagsForResource: 'Of parameters only.',
    PutParameter: ['The standard tier, without policies; other tiers and policies are refused.', VAULT],
    RemoveTagsFromResource: 'Of parameters only.',
  },
};
