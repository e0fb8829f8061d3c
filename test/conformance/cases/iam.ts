import { call, refused, type Scenario } from '../scenario.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const READ = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
});
const TASK = { RoleName: 'task' };
const NONE = { RoleName: 'none' };

export const iam: Scenario = {
  service: 'iam',
  cases: [
    call('CreateRole: a new one', { ...TASK, AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'rack', Value: 'one' }] }),
    refused('EntityAlreadyExists', 'CreateRole: a name that is taken', { ...TASK, AssumeRolePolicyDocument: TRUST }),
    refused('MalformedPolicyDocument', 'CreateRole: no policy', {
      RoleName: 'bad',
      AssumeRolePolicyDocument: 'rubbish',
    }),
    refused('ValidationError', 'CreateRole: a space in its name', { RoleName: 'a b', AssumeRolePolicyDocument: TRUST }),
    call('GetRole: the role', TASK),
    refused('NoSuchEntity', 'GetRole: no role', NONE),
    call('UpdateRole: two hours', { ...TASK, MaxSessionDuration: 7200 }),
    call('PutRolePolicy: reading', { ...TASK, PolicyName: 'read', PolicyDocument: READ }),
    refused('MalformedPolicyDocument', 'PutRolePolicy: no policy', {
      ...TASK,
      PolicyName: 'bad',
      PolicyDocument: 'rubbish',
    }),
    refused('NoSuchEntity', 'PutRolePolicy: no role', { ...NONE, PolicyName: 'read', PolicyDocument: READ }),
    call('GetRolePolicy: as it was put', { ...TASK, PolicyName: 'read' }),
    refused('NoSuchEntity', 'GetRolePolicy: no policy', { ...TASK, PolicyName: 'none' }),
    call('ListRolePolicies: one', TASK, { says: { PolicyNames: ['read'] } }),
    call('CreatePolicy: a managed one', { PolicyName: 'reader', PolicyDocument: READ }, { as: 'policy' }),
    refused('EntityAlreadyExists', 'CreatePolicy: a name that is taken', {
      PolicyName: 'reader',
      PolicyDocument: READ,
    }),
    call('GetPolicy: the policy', { PolicyArn: '{{policy.Policy.Arn}}' }),
    refused('NoSuchEntity', 'GetPolicy: no policy', { PolicyArn: 'arn:aws:iam::123456789012:policy/none' }),
    call('GetPolicyVersion: the first', { PolicyArn: '{{policy.Policy.Arn}}', VersionId: 'v1' }),
    refused('NoSuchEntity', 'GetPolicyVersion: no such version', {
      PolicyArn: '{{policy.Policy.Arn}}',
      VersionId: 'v9',
    }),
    call('AttachRolePolicy: the managed one', { ...TASK, PolicyArn: '{{policy.Policy.Arn}}' }),
    refused('NoSuchEntity', 'AttachRolePolicy: no policy', {
      ...TASK,
      PolicyArn: 'arn:aws:iam::123456789012:policy/none',
    }),
    call('ListAttachedRolePolicies: one', TASK),
    refused(
      'DeleteConflict',
      'DeletePolicy: one that is attached',
      { PolicyArn: '{{policy.Policy.Arn}}' },
      { alone: 'DeletePolicy, Errors: DeleteConflict. moto deletes it.' },
    ),
    refused('DeleteConflict', 'DeleteRole: one with policies', TASK),
    call('CreateInstanceProfile: a new one', { InstanceProfileName: 'machine' }),
    refused('EntityAlreadyExists', 'CreateInstanceProfile: a name that is taken', { InstanceProfileName: 'machine' }),
    call('AddRoleToInstanceProfile: the role', { InstanceProfileName: 'machine', ...TASK }),
    refused('LimitExceeded', 'AddRoleToInstanceProfile: a second role', { InstanceProfileName: 'machine', ...TASK }),
    call('GetInstanceProfile: the profile', { InstanceProfileName: 'machine' }),
    refused('NoSuchEntity', 'GetInstanceProfile: no profile', { InstanceProfileName: 'none' }),
    call('ListInstanceProfilesForRole: one', TASK),
    refused('DeleteConflict', 'DeleteInstanceProfile: one with a role', { InstanceProfileName: 'machine' }),
    call('RemoveRoleFromInstanceProfile: the role', { InstanceProfileName: 'machine', ...TASK }),
    call('DeleteInstanceProfile: the profile', { InstanceProfileName: 'machine' }),
    call('TagRole: another tag', { ...TASK, Tags: [{ Key: 'team', Value: 'blue' }] }),
    call('UntagRole: the first tag', { ...TASK, TagKeys: ['rack'] }),
    call('ListRoleTags: what is left', TASK, { says: { Tags: [{ Key: 'team', Value: 'blue' }] } }),
    call('DetachRolePolicy: the managed one', { ...TASK, PolicyArn: '{{policy.Policy.Arn}}' }),
    refused('NoSuchEntity', 'DetachRolePolicy: again', { ...TASK, PolicyArn: '{{policy.Policy.Arn}}' }),
    call('DeletePolicy: the managed one', { PolicyArn: '{{policy.Policy.Arn}}' }),
    call('DeleteRolePolicy: the inline one', { ...TASK, PolicyName: 'read' }),
    refused('NoSuchEntity', 'DeleteRolePolicy: again', { ...TASK, PolicyName: 'read' }),
    call('DeleteRole: the role', TASK),
    refused('NoSuchEntity', 'DeleteRole: again', TASK),
  ],
};
