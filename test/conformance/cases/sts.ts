import { call, refused, type Scenario } from '../scenario.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
});

export const sts: Scenario = {
  service: 'sts',
  cases: [
    call('GetCallerIdentity: who am I', {}, { says: { Account: '123456789012' } }),
    call(
      'CreateRole: a role that the account may take',
      { RoleName: 'taken', AssumeRolePolicyDocument: TRUST },
      { service: 'iam', as: 'role' },
    ),
    call(
      'AssumeRole: a role that trusts the account',
      { RoleArn: '{{role.Role.Arn}}', RoleSessionName: 'visit' },
      { says: { AssumedRoleUser: { Arn: 'arn:aws:sts::123456789012:assumed-role/taken/visit' } } },
    ),
    call(
      'AssumeRole: by boto3',
      { RoleArn: '{{role.Role.Arn}}', RoleSessionName: 'visit', DurationSeconds: 900 },
      { by: 'boto3' },
    ),
    refused('AccessDenied', 'AssumeRole: a role that is not there', {
      RoleArn: 'arn:aws:iam::123456789012:role/none',
      RoleSessionName: 'visit',
    }),
    refused('ValidationError', 'AssumeRole: too short a time', {
      RoleArn: '{{role.Role.Arn}}',
      RoleSessionName: 'visit',
      DurationSeconds: 60,
    }),
    refused('ValidationError', 'AssumeRole: without a session name', { RoleArn: '{{role.Role.Arn}}' }),
    refused('InvalidAuthorizationMessageException', 'DecodeAuthorizationMessage: a message that nobody has encoded', {
      EncodedMessage: 'rubbish',
    }),
  ],
};
