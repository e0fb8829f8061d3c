import type { Difference } from '../differences.ts';

export const iam: readonly Difference[] = [
  {
    in: ['CreateRole: no policy'],
    what: ['local refuses (MalformedPolicyDocument), moto answers'],
    right: 'local',
    source: 'CreateRole, Errors: MalformedPolicyDocument; RoleName: pattern.',
  },
  {
    in: ['CreateRole: a space in its name'],
    what: ['local refuses (ValidationError), moto answers'],
    right: 'local',
    source: 'CreateRole, Errors: MalformedPolicyDocument; RoleName: pattern.',
  },
  {
    in: ['CreatePolicy: a managed one', 'GetPolicy: the policy'],
    what: ['only local: .Policy.PermissionsBoundaryUsageCount 0'],
    right: 'local',
    source: 'Policy: PermissionsBoundaryUsageCount.',
  },
  {
    in: ['ListInstanceProfilesForRole: one'],
    what: ['only local: .IsTruncated false'],
    right: 'local',
    source: 'ListInstanceProfilesForRole, Response Elements: IsTruncated.',
  },
  {
    in: ['GetRole: no role', 'PutRolePolicy: no role'],
    what: ["message: local 'The role with name none cannot be found.', moto 'Role none not found'"],
    right: 'local',
    source:
      "IAM's own sentences: The role with name <name> cannot be found. (prowler pull request 2872), The role policy with name <name> cannot be found. (aws-cli issue 6139), Policy <arn> does not exist or is not attachable. (pulumi issue 7419).",
  },
  {
    in: ['GetRolePolicy: no policy'],
    what: [
      "message: local 'The role policy with name none cannot be found.', moto 'Policy Document none not attached to role task'",
    ],
    right: 'local',
    source:
      "IAM's own sentences: The role with name <name> cannot be found. (prowler pull request 2872), The role policy with name <name> cannot be found. (aws-cli issue 6139), Policy <arn> does not exist or is not attachable. (pulumi issue 7419).",
  },
  {
    in: ['GetPolicy: no policy'],
    what: [
      "message: local 'Policy arn:aws:iam::123456789012:policy/none was not found.', moto 'Policy arn:aws:iam::123456789012:policy/none not found'",
    ],
    right: 'local',
    source:
      "IAM's own sentences: The role with name <name> cannot be found. (prowler pull request 2872), The role policy with name <name> cannot be found. (aws-cli issue 6139), Policy <arn> does not exist or is not attachable. (pulumi issue 7419).",
  },
  {
    in: ['GetPolicyVersion: no such version'],
    what: [
      "message: local 'Policy arn:aws:iam::123456789012:policy/reader version v9 does not exist or is not attachable.', moto 'Policy version not found'",
    ],
    right: 'local',
    source:
      "IAM's own sentences: The role with name <name> cannot be found. (prowler pull request 2872), The role policy with name <name> cannot be found. (aws-cli issue 6139), Policy <arn> does not exist or is not attachable. (pulumi issue 7419).",
  },
  {
    in: ['GetInstanceProfile: no profile'],
    what: ["message: local 'Instance Profile none cannot be found.', moto 'Instance profile none not found'"],
    right: 'local',
    source:
      "IAM's own sentences: The role with name <name> cannot be found. (prowler pull request 2872), The role policy with name <name> cannot be found. (aws-cli issue 6139), Policy <arn> does not exist or is not attachable. (pulumi issue 7419).",
  },
  {
    in: ['DeleteRole: again'],
    what: ["message: local 'The role with name task cannot be found.', moto 'Role task not found'"],
    right: 'local',
    source:
      "IAM's own sentences: The role with name <name> cannot be found. (prowler pull request 2872), The role policy with name <name> cannot be found. (aws-cli issue 6139), Policy <arn> does not exist or is not attachable. (pulumi issue 7419).",
  },
];
