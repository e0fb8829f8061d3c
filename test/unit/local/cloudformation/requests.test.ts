import { join } from 'node:path';
import t from 'tap';
import type { CallAws, Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { Cloud } from './fixtures/cloud.ts';
import { appTemplate, stacksOn } from './fixtures/stacks.ts';

const ROLE = 'arn:aws:iam::000000000000:role/rack/apps';
const trust = (service: string) =>
  encodeURIComponent(
    `{"Statement":[{"Effect":"Allow","Principal":{"Service":["${service}"]},"Action":"sts:AssumeRole"}]}`,
  );
const role = (service = 'cloudformation.amazonaws.com') => ({ Arn: ROLE, AssumeRolePolicyDocument: trust(service) });

t.test('a stack is made, changed and deleted with its role, which it remembers', async (t) => {
  const cloud = new Cloud();
  const seen: string[] = [];
  const callAs = (roleArn: string): CallAws => {
    return (service, operation, input) => {
      seen.push(`${operation} ${roleArn}`);
      return cloud.call(service, operation, input);
    };
  };
  const stacks = stacksOn(cloud, undefined, callAs);
  const create = { StackName: 'app', TemplateBody: appTemplate('v1'), RoleARN: ROLE };
  const refused = { code: 'ValidationError', message: `Role ${ROLE} is invalid or cannot be assumed` };
  await t.rejects(stacks.call('CreateStack', create), refused);
  cloud.roles.set('apps', role('ecs-tasks.amazonaws.com'));
  await t.rejects(stacks.call('CreateStack', create), refused);
  cloud.roles.set('apps', role());
  await stacks.call('CreateStack', create);
  t.equal((await stacks.reaches('app', 'CREATE_COMPLETE')).RoleARN, ROLE);
  // What stands already is looked up by CloudFormation itself, whatever the role may do.
  const looked = ['GetRole', 'DescribeLogGroups'];
  t.same(
    new Set(seen.splice(0)),
    new Set(cloud.operations().flatMap((one) => (looked.includes(one) ? [] : `${one} ${ROLE}`))),
  );
  await stacks.call('UpdateStack', { StackName: 'app', TemplateBody: appTemplate('v2') });
  t.equal((await stacks.reaches('app', 'UPDATE_COMPLETE')).RoleARN, ROLE);
  t.ok(seen.splice(0).includes(`UpdateService ${ROLE}`));
  const { StackId } = await stacks.describe('app');
  await t.rejects(stacks.call('DeleteStack', { StackName: 'app', RoleARN: `${ROLE}x` }), { code: 'ValidationError' });
  await stacks.call('DeleteStack', { StackName: 'app' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  t.ok(seen.includes(`DeleteService ${ROLE}`));
});

t.test('parameters come from Parameter Store, anew with each operation', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const template = `
Parameters:
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /images/web}
  Names: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /names}
${appTemplate('!Ref Image').replace('RetentionInDays: 7', 'LogGroupName: !Join ["-", !Ref Names]')}`;
  const create = { StackName: 'app', TemplateBody: template };
  await t.rejects(stacks.call('CreateStack', create), {
    code: 'ValidationError',
    message: 'Unable to fetch parameters [/images/web,/names] from parameter store for this account.',
  });
  cloud.parameters.set('/images/web', 'v1').set('/names', 'a, b');
  await stacks.call('CreateStack', create);
  const stack = await stacks.reaches('app', 'CREATE_COMPLETE');
  t.same(stack.Parameters, [
    { ParameterKey: 'Image', ParameterValue: '/images/web', ResolvedValue: 'v1' },
    { ParameterKey: 'Names', ParameterValue: '/names', ResolvedValue: 'a, b' },
  ]);
  t.same([...cloud.groups.keys()], ['a-b']);
  cloud.parameters.set('/images/web', 'v2');
  const again = { StackName: 'app', UsePreviousTemplate: 'true' };
  await stacks.call('UpdateStack', { ...again, Parameters: [{ ParameterKey: 'Image', UsePreviousValue: 'true' }] });
  t.equal((await stacks.reaches('app', 'UPDATE_COMPLETE')).Parameters[0].ResolvedValue, 'v2');
});

t.test('an update whose rollback is disabled stays as it failed, is tried again, or rolled back', async (t) => {
  const cloud = new Cloud();
  const path = join(t.testdir(), 'local.sqlite');
  const stacks = stacksOn(cloud, openDatabase(path));
  const update = (image: string, more: Input = { DisableRollback: 'true' }) =>
    stacks.call('UpdateStack', { StackName: 'app', TemplateBody: appTemplate(image), ...more });
  await stacks.call('CreateStack', { StackName: 'app', TemplateBody: appTemplate('bad'), DisableRollback: 'true' });
  t.equal((await stacks.reaches('app', 'CREATE_FAILED')).DisableRollback, true);
  await t.rejects(update('v1', {}), {
    message:
      'This stack is currently in a non-terminal [CREATE_FAILED] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API',
  });
  await update('bad');
  await stacks.reaches('app', 'UPDATE_FAILED');
  await update('v1');
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  t.same(
    [...cloud.services.values()].filter(({ status }) => status === 'ACTIVE').length,
    1,
    'what failed before was deleted first',
  );
  await update('bad');
  const failed = await stacks.reaches('app', 'UPDATE_FAILED');
  t.equal(failed.StackStatusReason, 'The following resource(s) failed to update: [Service]. ');
  cloud.lost.add('UpdateService');
  cloud.calls.length = 0;
  await update('v2');
  while (!cloud.operations().includes('UpdateService')) await new Promise((resolve) => setImmediate(resolve));
  cloud.lost.clear();
  const second = stacksOn(cloud, openDatabase(path));
  await second.start();
  await second.reaches('app', 'UPDATE_COMPLETE');
  const image = () => {
    const service = [...cloud.services.values()].find(({ status }) => status === 'ACTIVE');
    return cloud.definitions.get(service?.taskDefinition as string)?.containerDefinitions[0].image;
  };
  t.equal(image(), 'v2');
  const next = { StackName: 'app', TemplateBody: appTemplate('bad'), DisableRollback: 'true' };
  await second.call('UpdateStack', next);
  await second.reaches('app', 'UPDATE_FAILED');
  await second.call('RollbackStack', { StackName: 'app' });
  await second.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  t.equal(image(), 'v2');
  t.equal([...cloud.definitions.values()].filter(({ status }) => status === 'ACTIVE').length, 1);
  await t.rejects(second.call('RollbackStack', { StackName: 'app' }), { message: /can not be rolled back/ });
});

t.test('a creation left as it failed can be rolled back, and what is to be retained only when it stood', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const kept = (name: string, policy: string) =>
    `  ${name}: {Type: AWS::Logs::LogGroup, DeletionPolicy: ${policy}, Properties: {LogGroupName: ${name}}}\n`;
  const extra = kept('Kept', 'Retain') + kept('Tried', 'RetainExceptOnCreate');
  const input = { StackName: 'app', TemplateBody: appTemplate('bad', { extra }), OnFailure: 'DO_NOTHING' };
  await stacks.call('CreateStack', input);
  await stacks.reaches('app', 'CREATE_FAILED');
  await stacks.call('RollbackStack', { StackName: 'app' });
  await stacks.reaches('app', 'ROLLBACK_COMPLETE');
  t.same([...cloud.groups.keys()], ['Kept']);
  cloud.groups.clear();
  await stacks.call('CreateStack', {
    ...input,
    StackName: 'more',
    OnFailure: 'ROLLBACK',
    RetainExceptOnCreate: 'true',
  });
  await stacks.reaches('more', 'ROLLBACK_COMPLETE');
  t.equal(cloud.groups.size, 0);
  const TemplateBody = appTemplate('v1', { extra });
  const { StackId } = await stacks.call('CreateStack', { StackName: 'well', TemplateBody });
  await stacks.reaches('well', 'CREATE_COMPLETE');
  await stacks.call('DeleteStack', { StackName: 'well' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  t.same([...cloud.groups.keys()], ['Kept', 'Tried']);
});

t.test('rules hold parameters, and what only AWS can make is refused before anything is made', async (t) => {
  const stacks = stacksOn(new Cloud());
  const TemplateBody = `
Parameters: {Scheme: {Type: String}, Certificate: {Type: String, Default: ''}, Zones: {Type: CommaDelimitedList, Default: 'a,b'}}
Conditions: {HasDns: !Equals [!Ref Scheme, dns]}
Rules:
  Https:
    RuleCondition: !Equals [!Ref Scheme, https]
    Assertions:
      - {Assert: !Not [!Equals [!Ref Certificate, '']], AssertDescription: HTTPS needs a certificate.}
  Known:
    Assertions:
      - Assert: !And [!Contains [[http, https, dns], !Ref Scheme], !EachMemberIn [!Ref Zones, [a, b, c]]]
Resources:
  Logs: {Type: AWS::Logs::LogGroup}
  Name: {Type: AWS::Route53::RecordSet, Condition: HasDns, Properties: {Name: x}}
`;
  const create = (Scheme: string) => {
    const Parameters = [{ ParameterKey: 'Scheme', ParameterValue: Scheme }];
    return stacks.call('CreateStack', { StackName: 'app', TemplateBody, Parameters });
  };
  await t.rejects(create('https'), {
    message: 'Template validation error: Rule Https failed: HTTPS needs a certificate.',
  });
  await t.rejects(create('gopher'), { message: /Rule Known failed/ });
  await t.rejects(create('dns'), {
    code: 'ValidationError',
    message: /^Resource Name of type AWS::Route53::RecordSet is not served here: there is no DNS/,
  });
  await create('http');
  await stacks.reaches('app', 'CREATE_COMPLETE');
});

t.test('a template that is too large for a request comes from S3', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const large = `${appTemplate('v1')}\n# ${'x'.repeat(51_200)}`;
  const create = (more: Input) => stacks.call('CreateStack', { StackName: 'app', ...more });
  await t.rejects(create({ TemplateBody: large }), { message: /Member must have length less than or equal to 51200$/ });
  cloud.objects.set('bucket/a/large.json', large).set('bucket/huge', ' '.repeat(1_000_001));
  await t.rejects(create({ TemplateURL: 'bucket/large' }), { message: 'TemplateURL must be a supported URL.' });
  await t.rejects(create({ TemplateURL: 'https://example.com/bucket/large' }), { message: /must be a supported URL/ });
  await t.rejects(create({ TemplateURL: 'http://127.0.0.1:4566/bucket/none' }), {
    code: 'ValidationError',
    message: /^S3 error: The specified key does not exist\.\n/,
  });
  await t.rejects(create({ TemplateURL: 'http://127.0.0.1:4566/bucket/huge' }), {
    message: 'Template may not exceed 1000000 bytes in size.',
  });
  await create({ TemplateURL: 'https://bucket.s3.eu-west-1.amazonaws.com/a/large.json' });
  await stacks.reaches('app', 'CREATE_COMPLETE');
  const TemplateURL = 'http://127.0.0.1:4566/bucket/a/large.json';
  await t.rejects(stacks.call('UpdateStack', { StackName: 'app', TemplateURL }), { message: /^No updates/ });
});

t.test('requests for what is not served are refused, not ignored', async (t) => {
  const stacks = stacksOn(new Cloud());
  const more = [
    { ResourceTypes: ['AWS::*'] },
    { StackPolicyURL: 'https://bucket.s3.amazonaws.com/policy' },
    { RollbackConfiguration: { RollbackTriggers: [{ Arn: 'a' }] } },
  ];
  for (const one of more)
    await t.rejects(stacks.call('CreateStack', { StackName: 'app', TemplateBody: appTemplate('v1'), ...one }), {
      message: `${Object.keys(one)[0]} is not served here.`,
    });
});

t.test('a database of an earlier version gets what it lacks', async (t) => {
  const cloud = new Cloud();
  const path = join(t.testdir(), 'local.sqlite');
  const first = stacksOn(cloud, openDatabase(path));
  await first.call('CreateStack', { StackName: 'app', TemplateBody: appTemplate('v1') });
  await first.reaches('app', 'CREATE_COMPLETE');
  first.database.exec(
    'ALTER TABLE cloudformation_stacks DROP COLUMN settings; ALTER TABLE cloudformation_resources DROP COLUMN again; DROP TABLE cloudformation_change_sets',
  );
  first.database.close();
  const second = stacksOn(cloud, openDatabase(path));
  await second.call('UpdateStack', { StackName: 'app', TemplateBody: appTemplate('v2') });
  await second.reaches('app', 'UPDATE_COMPLETE');
});
