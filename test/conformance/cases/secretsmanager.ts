import { call, refused, type Scenario } from '../scenario.ts';

const ONE = { SecretId: 'rack/key' };
const NONE = { SecretId: 'none' };
const VERSION = '11111111-2222-4333-8444-555555555555';
const OTHER_VERSION = '11111111-2222-4333-8444-666666666666';

export const secretsmanager: Scenario = {
  service: 'secretsmanager',
  cases: [
    call('ListSecrets: none yet', {}, { says: { SecretList: [] } }),
    call(
      'CreateSecret: a text',
      { Name: 'rack/key', SecretString: 'one', Description: 'A key', Tags: [{ Key: 'rack', Value: 'one' }] },
      { as: 'made' },
    ),
    call('CreateSecret: bytes', { Name: 'rack/bytes', SecretBinary: Buffer.from('bytes') }),
    call('CreateSecret: nothing in it', { Name: 'rack/empty' }),
    refused('ResourceExistsException', 'CreateSecret: a name that is taken', { Name: 'rack/key', SecretString: 'two' }),
    refused('ValidationException', 'CreateSecret: a bad name', { Name: 'a b', SecretString: 'x' }),
    refused('InvalidParameterException', 'CreateSecret: text and bytes', {
      Name: 'both',
      SecretString: 'x',
      SecretBinary: Buffer.from('x'),
    }),
    call('GetSecretValue: the text', ONE, { says: { SecretString: 'one', VersionStages: ['AWSCURRENT'] } }),
    call('GetSecretValue: bytes, by boto3', { SecretId: 'rack/bytes' }, { by: 'boto3' }),
    refused('ResourceNotFoundException', 'GetSecretValue: nothing in it', { SecretId: 'rack/empty' }),
    refused('ResourceNotFoundException', 'GetSecretValue: no secret', NONE),
    refused('ResourceNotFoundException', 'GetSecretValue: no such stage', { ...ONE, VersionStage: 'BLUE' }),
    refused('ResourceNotFoundException', 'GetSecretValue: no such version', { ...ONE, VersionId: OTHER_VERSION }),
    call(
      'PutSecretValue: a second value',
      { ...ONE, SecretString: 'two', ClientRequestToken: VERSION },
      { says: { VersionId: VERSION } },
    ),
    call(
      'PutSecretValue: the same again',
      { ...ONE, SecretString: 'two', ClientRequestToken: VERSION },
      { says: { VersionId: VERSION } },
    ),
    refused('ResourceExistsException', 'PutSecretValue: another value under the same token', {
      ...ONE,
      SecretString: 'three',
      ClientRequestToken: VERSION,
    }),
    refused('InvalidRequestException', 'PutSecretValue: no value', ONE),
    refused('ResourceNotFoundException', 'PutSecretValue: no secret', { ...NONE, SecretString: 'x' }),
    call(
      'GetSecretValue: the previous one',
      { ...ONE, VersionStage: 'AWSPREVIOUS' },
      { says: { SecretString: 'one' } },
    ),
    call('DescribeSecret: two versions', ONE, { says: { Name: 'rack/key' } }),
    refused('ResourceNotFoundException', 'DescribeSecret: no secret', NONE),
    call('ListSecretVersionIds: two versions', ONE),
    call('UpdateSecret: another description', { ...ONE, Description: 'Another' }),
    call('TagResource: another tag', { ...ONE, Tags: [{ Key: 'team', Value: 'blue' }] }),
    call('UntagResource: the first tag', { ...ONE, TagKeys: ['rack'] }),
    call('ListSecrets: by name', { Filters: [{ Key: 'name', Values: ['rack/k'] }] }),
    call(
      'ListSecrets: none has it',
      { Filters: [{ Key: 'tag-key', Values: ['nobody'] }] },
      { says: { SecretList: [] } },
    ),
    refused('ValidationException', 'ListSecrets: a filter that is none', {
      Filters: [{ Key: 'colour', Values: ['blue'] }],
    }),
    call('BatchGetSecretValue: one of two', { SecretIdList: ['rack/key', 'none'] }),
    call('BatchGetSecretValue: by name', { Filters: [{ Key: 'name', Values: ['rack/key'] }] }, { by: 'boto3' }),
    refused('InvalidParameterException', 'BatchGetSecretValue: list and filters', {
      SecretIdList: ['rack/key'],
      Filters: [{ Key: 'name', Values: ['rack'] }],
    }),
    call('GetRandomPassword: letters only', { PasswordLength: 20, ExcludeNumbers: true, ExcludePunctuation: true }),
    refused('ValidationException', 'GetRandomPassword: too long', { PasswordLength: 5000 }),
    refused('InvalidParameterException', 'GetRandomPassword: too short for its kinds', { PasswordLength: 2 }),
    call('GetResourcePolicy: there is none', ONE),
    refused('InvalidRequestException', 'RotateSecret: nothing to rotate it', ONE, {
      alone: 'RotateSecret, Errors: InvalidRequestException. moto pretends.',
    }),
    refused('InvalidRequestException', 'CancelRotateSecret: it does not rotate', ONE),
    refused('InvalidParameterException', 'DeleteSecret: both at once', {
      ...ONE,
      ForceDeleteWithoutRecovery: true,
      RecoveryWindowInDays: 7,
    }),
    refused('InvalidParameterException', 'DeleteSecret: too short a window', { ...ONE, RecoveryWindowInDays: 2 }),
    call('DeleteSecret: in a week', { ...ONE, RecoveryWindowInDays: 7 }),
    refused('InvalidRequestException', 'GetSecretValue: one that is to be deleted', ONE),
    refused(
      'InvalidRequestException',
      'PutSecretValue: one that is to be deleted',
      { ...ONE, SecretString: 'x' },
      { alone: 'PutSecretValue, Errors: InvalidRequestException. moto writes it.' },
    ),
    refused('InvalidRequestException', 'CreateSecret: the name of one that is to be deleted', {
      Name: 'rack/key',
      SecretString: 'x',
    }),
    call('DescribeSecret: one that is to be deleted', ONE),
    call('RestoreSecret: one that is to be deleted', ONE),
    call('GetSecretValue: one that was restored', ONE, { says: { SecretString: 'two' } }),
    call('DeleteSecret: now', { ...ONE, ForceDeleteWithoutRecovery: true }),
    refused('ResourceNotFoundException', 'RestoreSecret: one that is gone', ONE),
  ],
};
