import { join } from 'node:path';
import t from 'tap';
import type { CallAws } from '../../../../local/endpoint/service.ts';
import { notNow } from '../../../../local/endpoint/unavailable.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { Cloud } from './fixtures/cloud.ts';
import { appTemplate, stacksOn } from './fixtures/stacks.ts';

const input = (image: string) => ({ StackName: 'app', TemplateBody: appTemplate(image) });
const called = async (cloud: Cloud, operation: string) => {
  while (!cloud.operations().includes(operation)) await new Promise((resolve) => setImmediate(resolve));
};

for (const operation of [
  'CreateLogGroup',
  'RegisterTaskDefinition',
  'CreateService',
  'PutRetentionPolicy',
  'DescribeServices',
]) {
  t.test(`a process that dies in ${operation} leaves nothing behind and nothing undone`, async (t) => {
    const cloud = new Cloud();
    const path = join(t.testdir(), 'local.sqlite');
    const first = stacksOn(cloud, openDatabase(path));
    cloud.lost.add(operation);
    await first.call('CreateStack', input('v1'));
    await called(cloud, operation);
    cloud.lost.clear();
    const second = stacksOn(cloud, openDatabase(path));
    await second.start();
    const { StackId } = await second.reaches('app', 'CREATE_COMPLETE');
    t.same([cloud.groups.size, cloud.definitions.size, cloud.services.size], [1, 1, 1]);
    await second.call('DeleteStack', { StackName: 'app' });
    await second.reaches(StackId, 'DELETE_COMPLETE');
    t.equal(cloud.groups.size, 0);
    t.same(
      [...cloud.definitions.values(), ...cloud.services.values()].map(({ status }) => status),
      ['INACTIVE', 'INACTIVE'],
    );
  });
}

for (const operation of ['RegisterTaskDefinition', 'UpdateService', 'DeregisterTaskDefinition']) {
  t.test(`an update goes on after a process that dies in ${operation}`, async (t) => {
    const cloud = new Cloud();
    const path = join(t.testdir(), 'local.sqlite');
    const first = stacksOn(cloud, openDatabase(path));
    await first.call('CreateStack', input('v1'));
    await first.reaches('app', 'CREATE_COMPLETE');
    cloud.calls.length = 0;
    cloud.lost.add(operation);
    await first.call('UpdateStack', input('v2'));
    await called(cloud, operation);
    cloud.lost.clear();
    const second = stacksOn(cloud, openDatabase(path));
    await second.start();
    await second.reaches('app', 'UPDATE_COMPLETE');
    t.same(
      [...cloud.definitions.values()].map(({ status }) => status),
      ['INACTIVE', 'ACTIVE'],
    );
    t.equal([...cloud.services.values()][0]?.taskDefinition, [...cloud.definitions.keys()][1]);
  });
}

t.test('what stood under the name before is not taken for what a lost call made', async (t) => {
  const cloud = new Cloud();
  const path = join(t.testdir(), 'local.sqlite');
  const TemplateBody = 'Resources: {Logs: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: taken}}}';
  const first = stacksOn(cloud, openDatabase(path));
  await cloud.call('logs', 'CreateLogGroup', { logGroupName: 'taken' });
  cloud.calls.length = 0;
  cloud.hung.add('CreateLogGroup');
  await first.call('CreateStack', { StackName: 'app', TemplateBody });
  await called(cloud, 'CreateLogGroup');
  cloud.hung.clear();
  const second = stacksOn(cloud, openDatabase(path));
  await second.start();
  await second.reaches('app', 'ROLLBACK_COMPLETE');
  t.same([...cloud.groups.keys()], ['taken']);
});

t.test('a request that is made again with its token begins nothing', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const create = { ...input('bad'), OnFailure: 'DELETE', ClientRequestToken: 'one' };
  const { StackId } = await stacks.call('CreateStack', create);
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  t.same(await stacks.call('CreateStack', create), { StackId }, 'not even when the stack has failed and is gone');
  await stacks.call('CreateStack', input('v1'));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  await stacks.call('UpdateStack', input('slow'));
  await called(cloud, 'UpdateService');
  for (let times = 0; times < 2; times++)
    await stacks.call('CancelUpdateStack', { StackName: 'app', ClientRequestToken: 'two' });
  await stacks.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  await stacks.call('CancelUpdateStack', { StackName: 'app', ClientRequestToken: 'two' });
  cloud.refused.set('DeleteLogGroup', 'Not now');
  await stacks.call('DeleteStack', { StackName: 'app', ClientRequestToken: 'three' });
  await stacks.reaches('app', 'DELETE_FAILED');
  cloud.refused.clear();
  await stacks.call('DeleteStack', { StackName: 'app', ClientRequestToken: 'three' });
  t.equal((await stacks.describe('app')).StackStatus, 'DELETE_FAILED');
});

t.test('the token of another request is refused, and does not pass for a request made again', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const token = (ClientRequestToken: string) => ({ StackName: 'app', ClientRequestToken });
  const refused = { code: 'TokenAlreadyExistsException', message: 'A client request token already exists.' };
  const { StackId } = await stacks.call('CreateStack', { ...input('v1'), ...token('one') });
  await stacks.reaches('app', 'CREATE_COMPLETE');
  await t.rejects(stacks.call('UpdateStack', { ...input('v2'), ...token('one') }), refused);
  await t.rejects(stacks.call('DeleteStack', token('one')), refused);
  await stacks.call('UpdateStack', { ...input('slow'), ...token('two') });
  await called(cloud, 'UpdateService');
  await t.rejects(stacks.call('CancelUpdateStack', token('two')), refused);
  await t.rejects(stacks.call('CreateStack', { ...input('v1'), ...token('two') }), refused);
  await stacks.call('CancelUpdateStack', token('three'));
  await stacks.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  await stacks.call('DeleteStack', token('four'));
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  await t.rejects(stacks.call('CreateStack', { ...input('v1'), ...token('four') }), refused);
});

t.test('what stood under the name is not taken over either when it could not be looked up at first', async (t) => {
  const cloud = new Cloud();
  await cloud.call('logs', 'CreateLogGroup', { logGroupName: 'taken' });
  const lacking = new Set(['DescribeLogGroups', 'CreateLogGroup']);
  const call: CallAws = async (service, operation, given) => {
    if (lacking.delete(operation)) throw notNow('The Docker engine of this machine does not answer.');
    return cloud.call(service, operation, given);
  };
  const stacks = stacksOn({ call });
  const TemplateBody = 'Resources: {Logs: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: taken}}}';
  await stacks.call('CreateStack', { StackName: 'app', TemplateBody });
  await stacks.reaches('app', 'ROLLBACK_COMPLETE');
  t.equal(lacking.size, 0);
  t.same([...cloud.groups.keys()], ['taken']);
});

t.test('a rollback goes on after a process that dies in it', async (t) => {
  const cloud = new Cloud();
  const path = join(t.testdir(), 'local.sqlite');
  const first = stacksOn(cloud, openDatabase(path));
  await first.call('CreateStack', input('v1'));
  await first.reaches('app', 'CREATE_COMPLETE');
  await first.call('UpdateStack', input('slow'));
  await called(cloud, 'UpdateService');
  cloud.calls.length = 0;
  cloud.lost.add('UpdateService');
  await first.call('CancelUpdateStack', { StackName: 'app' });
  await called(cloud, 'UpdateService');
  cloud.lost.clear();
  const second = stacksOn(cloud, openDatabase(path));
  await second.start();
  await second.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  t.equal([...cloud.services.values()][0]?.taskDefinition, [...cloud.definitions.keys()][0]);
});

t.test('a process that stops in good order writes nothing more, and the next one goes on', async (t) => {
  const cloud = new Cloud();
  const path = join(t.testdir(), 'local.sqlite');
  const first = stacksOn(cloud, openDatabase(path));
  await first.call('CreateStack', input('slow'));
  await called(cloud, 'DescribeServices');
  await first.stop();
  t.equal((await first.describe('app')).StackStatus, 'CREATE_IN_PROGRESS');
  for (const service of cloud.services.values()) for (const one of service.deployments) one.rolloutState = 'COMPLETED';
  const second = stacksOn(cloud, openDatabase(path));
  await second.start();
  await second.reaches('app', 'CREATE_COMPLETE');
  t.notOk((await second.story('app')).some((line) => line.includes('FAILED')));
});
