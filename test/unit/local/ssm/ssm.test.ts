import { join } from 'node:path';
import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createSsm } from '../../../../local/ssm/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const config = newPlace();
const database = openDatabase(join(config.home, 'local.db'));
t.teardown(() => database.close());
const { operations } = createSsm({ config, database });
const call = async (operation: string, input: Input): Promise<Input> => (await operations[operation]?.(input)) ?? {};
const put = (Name: string, Value: string, more: Input = {}) =>
  call('PutParameter', { Name, Value, Type: 'String', ...more });

t.test('a parameter is put, read by name, ARN and version, overwritten and deleted', async (t) => {
  t.same(await put('/app/a', 'one'), { Version: 1, Tier: 'Standard' });
  await t.rejects(put('/app/a', 'two'), { code: 'ParameterAlreadyExists' });
  t.same(await put('/app/a', 'two', { Overwrite: true, Type: undefined }), { Version: 2, Tier: 'Standard' });
  const { Parameter } = await call('GetParameter', { Name: '/app/a:2' });
  t.match(Parameter, { Name: '/app/a', Value: 'two', Type: 'String', Version: 2, Selector: ':2', DataType: 'text' });
  t.equal(Parameter.ARN, 'arn:aws:ssm:eu-central-1:123456789012:parameter/app/a');
  t.equal((await call('GetParameter', { Name: Parameter.ARN })).Parameter.Value, 'two');
  t.match(await call('GetParameter', { Name: '/app/a:1' }), { Parameter: { Value: 'one', Version: 1 } });
  await t.rejects(call('GetParameter', { Name: '/app/a:3' }), { code: 'ParameterVersionNotFound' });
  await put('plain', 'a,b', { Type: 'StringList' });
  const { ARN } = (await call('GetParameter', { Name: 'plain' })).Parameter;
  t.equal((await call('GetParameter', { Name: ARN })).Parameter.Type, 'StringList');
  t.match(await call('GetParameters', { Names: ['plain', 'none', '/app/a'] }), {
    Parameters: [{ Name: 'plain' }, { Name: '/app/a' }],
    InvalidParameters: ['none'],
  });
  await call('DeleteParameter', { Name: '/app/a' });
  await t.rejects(call('GetParameter', { Name: '/app/a' }), { code: 'ParameterNotFound' });
  await t.rejects(call('DeleteParameter', { Name: '/app/a' }), { code: 'ParameterNotFound' });
});

t.test('a path is listed, deep or not, page by page', async (t) => {
  for (const name of ['/path/b', '/path/a', '/path/deep/c', '/pathology']) await put(name, 'x');
  const names = (answer: Input) => answer.Parameters.map(({ Name }: Input) => Name);
  t.same(names(await call('GetParametersByPath', { Path: '/path' })), ['/path/a', '/path/b']);
  const first = await call('GetParametersByPath', { Path: '/path/', Recursive: true, MaxResults: 2 });
  t.same(names(first), ['/path/a', '/path/b']);
  const more = { Path: '/path/', Recursive: true, MaxResults: 2, NextToken: first.NextToken };
  t.match(await call('GetParametersByPath', more), { Parameters: [{ Name: '/path/deep/c' }], NextToken: undefined });
});

t.test('the ids of the images that ECS publishes are there, one for each architecture', async (t) => {
  const name = (architecture: string) =>
    `/aws/service/ecs/optimized-ami/amazon-linux-2023/${architecture}recommended/image_id`;
  const { Parameters } = await call('GetParameters', { Names: [name(''), name('arm64/')] });
  for (const { Value } of Parameters) t.match(Value, /^ami-[0-9a-f]{17}$/);
  t.not(Parameters[0].Value, Parameters[1].Value);
  t.equal(Parameters[0].ARN, `arn:aws:ssm:eu-central-1::parameter${name('')}`);
});

t.test('those that AWS publishes are listed only under their own path', async (t) => {
  const count = async (Path: string) =>
    (await call('GetParametersByPath', { Path, Recursive: true })).Parameters.length;
  t.equal(await count('/aws/service/ecs'), 2);
  t.equal(await count('/path'), 3);
});

t.test('what cannot be kept is refused', async (t) => {
  await t.rejects(put('/aws/mine', 'x'), { code: 'AccessDeniedException' });
  await t.rejects(put('ssm-mine', 'x'), { code: 'ValidationException', message: /prefixed with "aws" or "ssm"/ });
  await t.rejects(put('a/b', 'x'), { code: 'ValidationException' });
  await put('text', 'x');
  await t.rejects(put('text', 'x', { Type: 'SecureString', Overwrite: true }), {
    code: 'HierarchyTypeMismatchException',
  });
  await t.rejects(put('none', 'x', { Type: undefined }), { message: /A parameter type is required/ });
  await t.rejects(put('long', 'x'.repeat(4097)), { message: /maximum parameter value of 4096 characters/ });
  await t.rejects(put('word', 'a b', { AllowedPattern: '\\w+' }), { code: 'ParameterPatternMismatchException' });
  await t.rejects(put('word', 'a b', { AllowedPattern: '(' }), { code: 'InvalidAllowedPatternException' });
  const text = { ResourceType: 'Parameter', ResourceId: 'text' };
  await t.rejects(call('AddTagsToResource', text), { code: 'ValidationException', message: /'tags'/ });
  await t.rejects(call('RemoveTagsFromResource', text), { code: 'ValidationException', message: /'tagKeys'/ });
});

t.test('a SecureString lies encrypted, and opens only for who asks for it in clear', async (t) => {
  await put('/safe/key', 'hidden', { Type: 'SecureString' });
  await put('/safe/key', 'changed', { Type: undefined, Overwrite: true });
  const [row] = database.prepare("SELECT document FROM ssm_parameter WHERE key = '/safe/key'").all();
  t.notMatch(JSON.stringify(row), /changed/);
  const closed = await call('GetParameter', { Name: '/safe/key' });
  t.notMatch(closed.Parameter.Value, /changed/);
  const open = { Name: '/safe/key', WithDecryption: true };
  t.equal((await call('GetParameter', open)).Parameter.Value, 'changed');
  const { Parameters } = await call('GetParameterHistory', open);
  t.match(Parameters, [{ Value: 'hidden', KeyId: 'alias/aws/ssm' }, { Value: 'changed' }]);
});

t.test('a hundred versions are kept, and none that has a label is given up', async (t) => {
  for (let version = 1; version <= 101; version++) await put('many', String(version), { Overwrite: true });
  const { Parameters } = await call('GetParameterHistory', { Name: 'many', MaxResults: 1 });
  t.match(Parameters, [{ Version: 2 }]);
  await call('LabelParameterVersion', { Name: 'many', ParameterVersion: 2, Labels: ['kept'] });
  await t.rejects(put('many', 'x', { Overwrite: true }), { code: 'ParameterMaxVersionLimitExceeded' });
  await call('LabelParameterVersion', { Name: 'many', Labels: ['kept'] });
  t.equal((await call('GetParameter', { Name: 'many:kept' })).Parameter.Value, '101');
  t.match(await put('many', 'x', { Overwrite: true }), { Version: 102 });
});
