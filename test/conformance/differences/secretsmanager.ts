import type { Difference } from '../differences.ts';

export const secretsmanager: readonly Difference[] = [
  {
    in: ['CreateSecret: a bad name'],
    what: ['local refuses (ValidationException), moto answers'],
    right: 'local',
    source: 'CreateSecret, Name; the sentence and code as in terraform-provider-aws issue 39406.',
  },
  {
    in: ['CreateSecret: text and bytes'],
    what: ['local refuses (InvalidParameterException), moto answers'],
    right: 'local',
    source: 'CreateSecret, SecretBinary: not both.',
  },
  {
    in: ['GetSecretValue: no such stage'],
    what: [
      "message: local 'Secrets Manager can't find the specified secret value for staging label: BLUE', moto 'Secrets Manager can't find the specified secret.'",
    ],
    right: 'local',
    source: "Secrets Manager's own sentence says which value it looked for.",
  },
  {
    in: ['DescribeSecret: two versions', 'DescribeSecret: one that is to be deleted'],
    what: ['only local: .LastAccessedDate "date"'],
    right: 'both',
    source: 'LastAccessedDate: local/ tells it of secrets, moto of versions; AWS of both, truncated to the day.',
  },
  {
    in: ['ListSecretVersionIds: two versions'],
    what: ['only moto: .Versions[].LastAccessedDate "date"'],
    right: 'both',
    source: 'LastAccessedDate: local/ tells it of secrets, moto of versions; AWS of both, truncated to the day.',
  },
  {
    in: ['ListSecrets: by name'],
    what: ['only local: .SecretList[].LastAccessedDate "date"'],
    right: 'both',
    source: 'LastAccessedDate: local/ tells it of secrets, moto of versions; AWS of both, truncated to the day.',
  },
  {
    in: ['ListSecretVersionIds: two versions'],
    what: ['.ARN: local "arn:aws:secretsmanager:us-east-1:123456789012:secret:rack/key-#", moto "rack/key"'],
    right: 'local',
    source: 'ListSecretVersionIds, Response Elements: ARN.',
  },
  {
    in: ['ListSecretVersionIds: two versions'],
    what: ['only moto: .NextToken "#opaque"'],
    right: 'local',
    source: 'ListSecretVersionIds, NextToken: only when there is more.',
  },
  {
    in: ['ListSecretVersionIds: two versions'],
    what: [
      '.Versions[].VersionStages[]: local "AWSCURRENT", moto "AWSPREVIOUS"',
      '.Versions[].VersionStages[]: local "AWSPREVIOUS", moto "AWSCURRENT"',
    ],
    right: 'both',
    source: 'ListSecretVersionIds: the order is not documented.',
  },
  {
    in: ['ListSecrets: a filter that is none'],
    what: [
      "message: local '1 validation error detected: Value 'colour' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [all, name, tag-key, description, tag-value, primary-region, owning-service]', moto '1 validation error detected: Value 'colour' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [all, name, tag-key, description, tag-value]'",
    ],
    right: 'local',
    source: 'Filter: Key, the values of the enum.',
  },
  {
    in: ['GetRandomPassword: too long'],
    what: ['code: local ValidationException, moto InvalidParameterValue'],
    right: 'local',
    source: 'GetRandomPassword, PasswordLength: at most 4096; a broken constraint is a ValidationException.',
  },
  {
    in: ['GetRandomPassword: too short for its kinds'],
    what: [
      "message: local 'Password length is too short based on the required types.', moto 'InvalidParameterException: An error occurred (InvalidParameterException)                 when calling the GetRandomPassword operation: Password length is too short based on the required types.'",
    ],
    right: 'local',
    source:
      'moto puts the words of boto3 around the sentence, or another one in its place; for a secret that is to be deleted see external-secrets issue 4560.',
  },
  {
    in: ['CancelRotateSecret: it does not rotate'],
    what: [
      "message: local 'You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured and you didn't include such an ARN as a parameter in this call.', moto 'You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configuredand you didn't include such an ARN as a parameter in this call.'",
    ],
    right: 'local',
    source:
      'moto puts the words of boto3 around the sentence, or another one in its place; for a secret that is to be deleted see external-secrets issue 4560.',
  },
  {
    in: ['DeleteSecret: both at once'],
    what: [
      "message: local 'You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.', moto 'An error occurred (InvalidParameterException) when calling the DeleteSecret operation: You can't                 use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.'",
    ],
    right: 'local',
    source:
      'moto puts the words of boto3 around the sentence, or another one in its place; for a secret that is to be deleted see external-secrets issue 4560.',
  },
  {
    in: ['DeleteSecret: too short a window'],
    what: [
      "message: local 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).', moto 'An error occurred (InvalidParameterException) when calling the DeleteSecret operation: The                 RecoveryWindowInDays value must be between 7 and 30 days (inclusive).'",
    ],
    right: 'local',
    source:
      'moto puts the words of boto3 around the sentence, or another one in its place; for a secret that is to be deleted see external-secrets issue 4560.',
  },
  {
    in: ['GetSecretValue: one that is to be deleted'],
    what: [
      "message: local 'You can't perform this operation on the secret because it was marked for deletion.', moto 'An error occurred (InvalidRequestException) when calling the GetSecretValue operation: You tried to                 perform the operation on a secret that's currently marked deleted.'",
    ],
    right: 'local',
    source:
      'moto puts the words of boto3 around the sentence, or another one in its place; for a secret that is to be deleted see external-secrets issue 4560.',
  },
  {
    in: ['CreateSecret: the name of one that is to be deleted'],
    what: ['code: local InvalidRequestException, moto ResourceExistsException'],
    right: 'local',
    source:
      'CreateSecret: InvalidRequestException where the name is scheduled for deletion, as redpanda-data/console issue 1835 has it.',
  },
];
