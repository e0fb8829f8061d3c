import { join } from 'node:path';
import t from 'tap';
import { onBehalfOf } from '../../../../../local/endpoint/caller.ts';
import { createRegistry } from '../../../../../local/endpoint/registry.ts';
import type { Input, Service } from '../../../../../local/endpoint/service.ts';
import { callAsRole, createAuthorizer } from '../../../../../local/iam/authorization/authorizer.ts';
import { createIam } from '../../../../../local/iam/service.ts';
import { createSecretsManager } from '../../../../../local/secretsmanager/service.ts';
import { openDatabase } from '../../../../../local/store/database.ts';
import { createSts } from '../../../../../local/sts/service.ts';
import { Sessions } from '../../../../../local/sts/sessions.ts';
import { newPlace } from '../../place.ts';

const config = newPlace();
const database = openDatabase(join(config.home, 'local.db'));
t.teardown(() => database.close());
const { add, callAws } = createRegistry();
const sessions = new Sessions(config.home);
add(createIam({ config, database }));
add(createSecretsManager({ config, database }));
add(createSts({ config, callAws, sessions }));
/** Task definitions by name: that of the rack's server has a role of its own. */
add({
  signingName: 'ecs',
  operations: {
    DescribeTaskDefinition: ({ taskDefinition: name }) => ({ taskDefinition: { taskRoleArn: arn(`${name}-role`) } }),
  },
} as Pick<Service, 'signingName' | 'operations'> as Service);
const authorize = createAuthorizer({ callAws, config });
const arn = (role: string) => `arn:aws:iam::${config.account}:role/${role}`;
const TRUST = JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' } });

async function newRole(RoleName: string, Statement: object | object[], more: Input = {}): Promise<string> {
  const { Role } = await callAws('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST, ...more });
  const PolicyDocument = JSON.stringify({ Statement });
  await callAws('iam', 'PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument });
  return Role.Arn;
}
const as = (roleArn: string) => (service: string, operation: string, input: Input) =>
  authorize({ kind: 'role', roleArn, session: 'me' }, service, operation, input);
const refused = (action: string) => ({ code: 'AccessDenied', message: new RegExp(`to perform: ${action} `) });

t.test('roles are made inside a boundary, and those outside it cannot be touched', async (t) => {
  const policy = { PolicyName: 'bound', PolicyDocument: JSON.stringify({ Statement: [] }) };
  const boundary = (await callAws('iam', 'CreatePolicy', policy)).Policy.Arn;
  const maker = as(
    await newRole('maker', {
      Effect: 'Allow',
      Action: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary'],
      Resource: arn('apps/*'),
      Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
    }),
  );
  const app = { RoleName: 'app', Path: '/apps/' };
  await maker('iam', 'CreateRole', { ...app, PermissionsBoundary: boundary });
  await t.rejects(maker('iam', 'CreateRole', app), refused('iam:CreateRole'));
  await t.rejects(maker('iam', 'CreateRole', { RoleName: 'app', PermissionsBoundary: boundary }));
  await newRole('free', [], { Path: '/apps/' });
  await newRole('held', [], { Path: '/apps/', PermissionsBoundary: boundary });
  await maker('iam', 'PutRolePolicy', { RoleName: 'held' });
  await t.rejects(maker('iam', 'PutRolePolicy', { RoleName: 'free' }), refused('iam:PutRolePolicy'));
  const posing = { RoleName: 'free', PermissionsBoundary: boundary };
  await t.rejects(maker('iam', 'PutRolePolicy', posing), refused('iam:PutRolePolicy'), 'a member that it has not');
  await maker('iam', 'PutRolePermissionsBoundary', posing);
  await t.rejects(maker('iam', 'PutRolePolicy', { RoleName: 'maker', Path: '/apps/' }), 'the path that it has counts');
});

t.test('a boundary holds back what policies allow', async (t) => {
  const document = { Statement: { Effect: 'Allow', Action: 'kinesis:*', Resource: '*' } };
  const input = { PolicyName: 'kinesis', PolicyDocument: JSON.stringify(document) };
  const PermissionsBoundary = (await callAws('iam', 'CreatePolicy', input)).Policy.Arn;
  const all = { Effect: 'Allow', Action: '*', Resource: '*' };
  const bounded = as(await newRole('bounded', all, { PermissionsBoundary }));
  await bounded('kinesis', 'ListStreams', {});
  await t.rejects(bounded('ecs', 'ListTasks', {}), {
    message: /because no permissions boundary allows the ecs:ListTasks/,
  });
  const deny = as(await newRole('denying', [all, { Effect: 'Deny', Action: 'ecs:*', Resource: '*' }]));
  await t.rejects(deny('ecs', 'ListTasks', {}), { message: /with an explicit deny in an identity-based policy/ });
});

t.test('a task hands its roles on, those of its definition too', async (t) => {
  const runner = as(
    await newRole('runner', [
      { Effect: 'Allow', Action: 'ecs:RunTask', Resource: '*' },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: arn('app-role') },
    ]),
  );
  await runner('ecs', 'RunTask', { taskDefinition: 'app' });
  await t.rejects(runner('ecs', 'RunTask', { taskDefinition: 'server' }), refused('iam:PassRole'));
  await runner('ecs', 'RunTask', { taskDefinition: 'server', overrides: { taskRoleArn: arn('app-role') } });
  const overrides = { taskRoleArn: arn('server-role') };
  await t.rejects(runner('ecs', 'RunTask', { taskDefinition: 'app', overrides }), refused('iam:PassRole'));
});

t.test("a secret's own ARN counts, however it is named", async (t) => {
  const Name = 'rack/app';
  const { ARN } = await callAws('secretsmanager', 'CreateSecret', { Name, SecretString: 'x' });
  await callAws('secretsmanager', 'CreateSecret', { Name: 'rack/app-foobar', SecretString: 'x' });
  const Resource = ARN.replace(/.{6}$/, '??????');
  const role = await newRole('reader', { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource });
  const read = callAsRole(authorize, callAws)(role, 'task');
  for (const SecretId of [Name, ARN, ARN.slice(0, -7)])
    t.match(await read('secretsmanager', 'GetSecretValue', { SecretId }), { SecretString: 'x' }, SecretId);
  const other = `${ARN.slice(0, -7)}-foobar`;
  await t.rejects(
    read('secretsmanager', 'GetSecretValue', { SecretId: other }),
    refused('secretsmanager:GetSecretValue'),
  );
  await t.rejects(
    read('secretsmanager', 'PutSecretValue', { SecretId: Name }),
    refused('secretsmanager:PutSecretValue'),
  );
});

t.test('AssumeRole on the wire lasts as long as a whole number says', async (t) => {
  const RoleArn = await newRole('taken', []);
  const take = (more: Input) => callAws('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'me', ...more });
  for (const DurationSeconds of ['abc', '', '1e3', '900.5', '-900', 'NaN'])
    await t.rejects(take({ DurationSeconds }), { code: 'ValidationError' }, `${DurationSeconds}`);
  await t.rejects(take({ RoleArn: [RoleArn] }), { code: 'ValidationError' });
  await t.rejects(take({ DurationSeconds: '899' }), { code: 'ValidationError' });
  const { Credentials } = await take({ DurationSeconds: '900' });
  const left = Credentials.Expiration.getTime() - Date.now();
  t.ok(left > 890_000 && left <= 900_000);
  const inTask = () => take({});
  await t.rejects(onBehalfOf({ kind: 'service', principal: 'ecs-tasks.amazonaws.com' }, inTask), {
    code: 'AccessDenied',
  });
});

t.test('secrets are read together by those only who may read each of them', async (t) => {
  const mine = (await callAws('secretsmanager', 'CreateSecret', { Name: 'batch-mine', SecretString: 'x' })).ARN;
  const other = (await callAws('secretsmanager', 'CreateSecret', { Name: 'batch-other', SecretString: 'x' })).ARN;
  const reader = as(
    await newRole('batch-reader', [
      { Effect: 'Allow', Action: 'secretsmanager:BatchGetSecretValue', Resource: '*' },
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: mine },
    ]),
  );
  const read = (input: Input) => reader('secretsmanager', 'BatchGetSecretValue', input);
  const no = refused('secretsmanager:GetSecretValue');
  await read({ SecretIdList: [mine] });
  await t.rejects(read({ SecretIdList: [mine, other] }), no);
  await t.rejects(read({ SecretIdList: [other], SecretId: mine }), no, 'a member that does not name what is read');
  await t.rejects(read({ Filters: [{ Key: 'name', Values: ['batch'] }] }), no);
});
