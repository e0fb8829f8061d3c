import type { Difference } from '../differences.ts';

export const ssm: readonly Difference[] = [
  {
    in: ['PutParameter: nothing in it'],
    what: [
      "message: local '1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1', moto '1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.'",
    ],
    right: 'local',
    source: 'The sentence for broken constraints of all services of this protocol; moto writes it with other marks.',
  },
  {
    in: ['GetParametersByPath: a page of eleven'],
    what: [
      "message: local '1 validation error detected: Value '11' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 10', moto '1 validation error detected: Value 11 at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 10'",
    ],
    right: 'local',
    source: 'The sentence for broken constraints of all services of this protocol; moto writes it with other marks.',
  },
  {
    in: ['DescribeParameters: a filter that is none'],
    what: [
      `message: local '1 validation error detected: Value 'Colour' at 'parameterFilters.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: (tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)', moto '1 validation error detected: Value "Colour" at "parameterFilters.1.member.key" failed to satisfy constraint: Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier'`,
    ],
    right: 'local',
    source: 'The sentence for broken constraints of all services of this protocol; moto writes it with other marks.',
  },
  {
    in: ['GetParameters: too many'],
    what: [
      "message: local '1 validation error detected: Value '[p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10', moto '1 validation error detected: Value '[p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10.'",
    ],
    right: 'local',
    source: 'The sentence for broken constraints has no full stop.',
  },
  {
    in: ['PutParameter: too long', 'GetParametersByPath: no path'],
    what: ['local refuses (ValidationException), moto answers'],
    right: 'local',
    source: 'PutParameter: Value, AllowedPattern; GetParametersByPath: Path. moto looks at none of them.',
  },
  {
    in: ['PutParameter: not of its pattern'],
    what: ['local refuses (ParameterPatternMismatchException), moto answers'],
    right: 'local',
    source: 'PutParameter: Value, AllowedPattern; GetParametersByPath: Path. moto looks at none of them.',
  },
  {
    in: ['GetParameter: the first version'],
    what: ['only local: .Parameter.Selector ":1"'],
    right: 'local',
    source: 'Parameter: Selector.',
  },
  {
    in: ['GetParameter: by label'],
    what: ['only local: .Parameter.Selector ":blue"'],
    right: 'local',
    source: 'Parameter: Selector.',
  },
  {
    in: ['GetParameter: a secret, as it lies'],
    what: ['.Parameter.Value: local "#opaque", moto "kms:alias/aws/ssm:hidden"'],
    right: 'both',
    source: 'What a SecureString looks like while it is closed is the business of its key.',
  },
  {
    in: ['GetParametersByPath: all of it'],
    what: ['.Parameters[].Value: local "#opaque", moto "kms:alias/aws/ssm:hidden"'],
    right: 'both',
    source: 'What a SecureString looks like while it is closed is the business of its key.',
  },
  {
    in: ['GetParameter: no parameter', 'GetParameterHistory: no parameter'],
    what: ["message: local '', moto 'Parameter /rack/none not found.'"],
    right: 'local',
    source: 'ParameterNotFound has no sentence.',
  },
  {
    in: ['DeleteParameter: one again'],
    what: ["message: local '', moto 'Parameter /rack/one not found.'"],
    right: 'local',
    source: 'ParameterNotFound has no sentence.',
  },
  {
    in: ['GetParameters: an image of ECS'],
    what: [
      '.Parameters[].ARN: local "arn:aws:ssm:us-east-1::parameter/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id", moto "arn:aws:ssm:us-east-1:123456789012:parameter/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"',
    ],
    right: 'local',
    source: 'Calling AMI public parameters, User Guide: the ARN has no account.',
  },
  {
    in: ['DescribeParameters: by path'],
    what: [
      'only local: .Parameters[].ARN "arn:aws:ssm:us-east-1:123456789012:parameter/rack/one"',
      'only local: .Parameters[].ARN "arn:aws:ssm:us-east-1:123456789012:parameter/rack/two"',
      'only local: .Parameters[].ARN "arn:aws:ssm:us-east-1:123456789012:parameter/rack/word"',
    ],
    right: 'local',
    source: 'ParameterMetadata: ARN.',
  },
  {
    in: ['DescribeParameters: by name'],
    what: ['only local: .Parameters[].ARN "arn:aws:ssm:us-east-1:123456789012:parameter/rack/one"'],
    right: 'local',
    source: 'ParameterMetadata: ARN.',
  },
  {
    in: ['DescribeParameters: by path', 'DescribeParameters: by name', 'GetParameterHistory: two versions'],
    what: ['.Parameters[].LastModifiedUser: local "arn:aws:iam::123456789012:user/rack", moto "N/A"'],
    right: 'local',
    source: 'ParameterMetadata, ParameterHistory: LastModifiedUser is an ARN.',
  },
  {
    in: ['DescribeParameters: a filter of another operation'],
    what: [
      "message: local 'The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier, DataType, tag:].', moto 'The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier].'",
    ],
    right: 'both',
    source: 'DescribeParameters, ParameterStringFilter: tags and data types are valid too.',
  },
];
