import type { Difference } from '../differences.ts';

export const sts: readonly Difference[] = [
  {
    in: ['GetCallerIdentity: who am I'],
    what: ['.Arn: local "arn:aws:iam::123456789012:user/rack", moto "arn:aws:sts::123456789012:user/moto"'],
    right: 'both',
    source: 'Each names its own user.',
  },
  {
    in: ['AssumeRole: a role that trusts the account', 'AssumeRole: by boto3'],
    what: ['only moto: .PackedPolicySize 6'],
    right: 'local',
    source: 'AssumeRole: PackedPolicySize is of session policies and tags; there are none.',
  },
  {
    in: ['AssumeRole: a role that is not there'],
    what: ['local refuses (AccessDenied), moto answers'],
    right: 'local',
    source: 'AssumeRole: AccessDenied; DurationSeconds, RoleSessionName: their constraints. moto takes everything.',
  },
  {
    in: ['AssumeRole: too short a time'],
    what: ['local refuses (ValidationError), moto answers'],
    right: 'local',
    source: 'AssumeRole: AccessDenied; DurationSeconds, RoleSessionName: their constraints. moto takes everything.',
  },
  {
    in: ['AssumeRole: without a session name'],
    what: ['local refuses (ValidationError), moto fails'],
    right: 'local',
    source: 'AssumeRole: AccessDenied; DurationSeconds, RoleSessionName: their constraints. moto takes everything.',
  },
  {
    in: ['DecodeAuthorizationMessage: a message that nobody has encoded'],
    what: ['local refuses (InvalidAuthorizationMessageException), moto fails'],
    right: 'local',
    source: 'DecodeAuthorizationMessage, Errors: InvalidAuthorizationMessageException. moto has none.',
  },
];
