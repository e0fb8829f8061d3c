import type { Coverage } from '../coverage/coverage.ts';

const PUBLIC =
  "Of AWS's public parameters there are the image ids of ECS's Amazon Linux 2023 (x86_64 and arm64): made up, and inert.";
const NEWEST = 'The newest version only; no labels.';

/** How far Systems Manager's operations go: Parameter Store, and nothing else. */
export const coverage: Coverage<'ssm'> = {
  partial: {
    GetParameter: [NEWEST, PUBLIC],
    GetParameters: [NEWEST, PUBLIC],
    GetParametersByPath: ['No filters: refused.', NEWEST, PUBLIC],
    PutParameter: [
      '`String` and `StringList` of the standard tier, of which the newest version is kept.',
      '`SecureString` is refused (secrets belong in Secrets Manager), and so are policies, keys and other tiers.',
    ],
  },
};
