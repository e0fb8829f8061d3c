import t from 'tap';
import { Cloud } from './fixtures/cloud.ts';
import { appTemplate, stacksOn } from './fixtures/stacks.ts';

const create = (template: string, more = {}) => ({ StackName: 'app', TemplateBody: template, ...more });

t.test('a stack is created in the order of its references, and says so as AWS does', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const { StackId } = await stacks.call('CreateStack', create(appTemplate('v1'), { ClientRequestToken: 'first' }));
  t.match(StackId, /^arn:aws:cloudformation:eu-west-1:000000000000:stack\/app\/[0-9a-f-]{36}$/);
  const stack = await stacks.reaches('app', 'CREATE_COMPLETE');
  const [service] = cloud.services.values();
  t.same(stack.Outputs, [{ OutputKey: 'Service', OutputValue: service?.name, ExportName: 'app:Service' }]);
  t.same(await stacks.story('app'), [
    'app CREATE_IN_PROGRESS: User Initiated',
    'Logs CREATE_IN_PROGRESS',
    'Logs CREATE_IN_PROGRESS: Resource creation Initiated',
    'Logs CREATE_COMPLETE',
    'Definition CREATE_IN_PROGRESS',
    'Definition CREATE_IN_PROGRESS: Resource creation Initiated',
    'Definition CREATE_COMPLETE',
    'Service CREATE_IN_PROGRESS',
    'Service CREATE_IN_PROGRESS: Resource creation Initiated',
    'Service CREATE_COMPLETE',
    'app CREATE_COMPLETE',
  ]);
  const [definition] = cloud.definitions.values();
  t.match(definition?.containerDefinitions, [
    { image: 'v1', portMappings: [{ containerPort: 80 }], dockerLabels: { 'rack.App': [...cloud.groups.keys()][0] } },
  ]);
  t.same(await stacks.call('CreateStack', create(appTemplate('v1'), { ClientRequestToken: 'first' })), { StackId });
  await t.rejects(stacks.call('CreateStack', create(appTemplate('v1'))), {
    code: 'AlreadyExistsException',
    message: 'Stack [app] already exists',
  });
  t.same(stacks.problems, []);
});

t.test('an update changes what differs, replaces what must be, and then takes the old away', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  await stacks.call('CreateStack', create(appTemplate('v1')));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  await t.rejects(stacks.call('UpdateStack', create(`# a remark\n${appTemplate('v1')}`)), {
    code: 'ValidationError',
    message: 'No updates are to be performed.',
  });
  const before = (await stacks.story('app')).length;
  await stacks.call('UpdateStack', create(appTemplate('v2', { retention: 14 })));
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  t.same((await stacks.story('app')).slice(before), [
    'app UPDATE_IN_PROGRESS: User Initiated',
    'Logs UPDATE_IN_PROGRESS',
    'Logs UPDATE_COMPLETE',
    'Definition UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.',
    'Definition UPDATE_IN_PROGRESS: Resource creation Initiated',
    'Definition UPDATE_COMPLETE',
    'Service UPDATE_IN_PROGRESS',
    'Service UPDATE_COMPLETE',
    'app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Definition DELETE_IN_PROGRESS',
    'Definition DELETE_COMPLETE',
    'app UPDATE_COMPLETE',
  ]);
  t.same(
    [...cloud.definitions.values()].map(({ status }) => status),
    ['INACTIVE', 'ACTIVE'],
  );
  t.equal([...cloud.groups.values()][0]?.retentionInDays, 14);
  t.equal([...cloud.services.values()][0]?.taskDefinition, [...cloud.definitions.keys()][1]);
});

t.test('a failed update goes back to what it was', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  await stacks.call('CreateStack', create(appTemplate('v1')));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  const before = (await stacks.story('app')).length;
  const extra = '  More:\n    Type: AWS::Logs::LogGroup\n';
  await stacks.call('UpdateStack', create(appTemplate('bad', { retention: 14, extra })));
  await stacks.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  const story = (await stacks.story('app')).slice(before);
  const failed = story.find((line) => line.startsWith('Service UPDATE_FAILED'));
  t.match(
    failed,
    /^Service UPDATE_FAILED: Resource handler returned message: "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'\." \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: GeneralServiceException\)$/,
  );
  t.ok(story.includes('app UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to update: [Service]. '));
  t.equal([...cloud.services.values()][0]?.taskDefinition, [...cloud.definitions.keys()][0]);
  t.same(
    [...cloud.definitions.values()].map(({ status }) => status),
    ['ACTIVE', 'INACTIVE'],
  );
  t.same(
    [...cloud.groups.values()].map(({ retentionInDays }) => retentionInDays),
    [7],
  );
  await t.rejects(stacks.call('UpdateStack', create(appTemplate('v1'))), {
    message: 'No updates are to be performed.',
  });
  await stacks.call('UpdateStack', create(appTemplate('v2')));
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  t.same(stacks.problems, []);
});

t.test('a cancelled update gives up waiting and goes back', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  await stacks.call('CreateStack', create(appTemplate('v1')));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  await stacks.call('UpdateStack', create(appTemplate('slow')));
  await t.rejects(stacks.call('UpdateStack', create(appTemplate('v3'))), {
    message: /is in UPDATE_IN_PROGRESS state and can not be updated\.$/,
  });
  await t.rejects(stacks.call('DeleteStack', { StackName: 'app' }), {
    message: /cannot be deleted while in status UPDATE_IN_PROGRESS/,
  });
  while (!cloud.operations().includes('UpdateService')) await new Promise((resolve) => setImmediate(resolve));
  await stacks.call('CancelUpdateStack', { StackName: 'app' });
  await stacks.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  const story = await stacks.story('app');
  t.ok(story.includes('app UPDATE_ROLLBACK_IN_PROGRESS: User Initiated'));
  t.ok(story.includes('Service UPDATE_FAILED: Resource update cancelled'));
  t.equal([...cloud.services.values()][0]?.taskDefinition, [...cloud.definitions.keys()][0]);
  await t.rejects(stacks.call('CancelUpdateStack', { StackName: 'app' }), { code: 'ValidationError' });
});

t.test('a failed creation is rolled back, left standing or deleted, as asked', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  await stacks.call('CreateStack', create(appTemplate('bad')));
  await stacks.reaches('app', 'ROLLBACK_COMPLETE');
  const story = await stacks.story('app');
  t.ok(
    story.includes(
      'app ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Service]. Rollback requested by user.',
    ),
  );
  t.same(
    story.filter((line) => line.endsWith('DELETE_COMPLETE')),
    ['Service DELETE_COMPLETE', 'Definition DELETE_COMPLETE', 'Logs DELETE_COMPLETE'],
  );
  t.equal(cloud.groups.size, 0);
  await t.rejects(stacks.call('UpdateStack', create(appTemplate('v1'))), { message: /ROLLBACK_COMPLETE state/ });
  await stacks.call('CreateStack', { ...create(appTemplate('bad')), StackName: 'left', OnFailure: 'DO_NOTHING' });
  await stacks.reaches('left', 'CREATE_FAILED');
  t.equal(cloud.groups.size, 1);
  const { StackId } = await stacks.call('CreateStack', {
    ...create(appTemplate('bad')),
    StackName: 'gone',
    OnFailure: 'DELETE',
  });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  t.equal(cloud.groups.size, 1);
  t.same(stacks.problems, []);
});

t.test('a deletion takes everything but what is to be retained, and can be tried again', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const extra =
    '  Kept:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain\n    Properties: {LogGroupName: kept}\n';
  const { StackId } = await stacks.call('CreateStack', create(appTemplate('v1', { extra })));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  cloud.refused.set('DeleteLogGroup', 'Not now');
  await stacks.call('DeleteStack', { StackName: 'app' });
  const failed = await stacks.reaches('app', 'DELETE_FAILED');
  t.equal(failed.StackStatusReason, 'The following resource(s) failed to delete: [Logs]. ');
  cloud.refused.clear();
  await stacks.call('DeleteStack', { StackName: 'app' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  t.same([...cloud.groups.keys()], ['kept']);
  await t.rejects(stacks.describe('app'), { code: 'ValidationError', message: 'Stack with id app does not exist' });
  await stacks.call('DeleteStack', { StackName: 'app' });
  t.same((await stacks.call('ListExports')).Exports, []);
});

t.test('an export in use keeps its stack', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const user =
    'Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: !ImportValue "app:Service"}';
  await stacks.call('CreateStack', { StackName: 'early', TemplateBody: user });
  await stacks.reaches('early', 'ROLLBACK_COMPLETE');
  t.ok(
    (await stacks.story('early')).includes(
      'early ROLLBACK_IN_PROGRESS: No export named app:Service found. Rollback requested by user.',
    ),
  );
  const { StackId } = await stacks.call('CreateStack', create(appTemplate('v1')));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  await stacks.call('CreateStack', { StackName: 'user', TemplateBody: user });
  await stacks.reaches('user', 'CREATE_COMPLETE');
  t.same(await stacks.call('ListImports', { ExportName: 'app:Service' }), { Imports: ['user'] });
  await t.rejects(stacks.call('DeleteStack', { StackName: 'app' }), {
    message: 'Export app:Service cannot be deleted as it is in use by user',
  });
  const { StackId: userId } = await stacks.describe('user');
  await stacks.call('DeleteStack', { StackName: 'user' });
  await stacks.reaches(userId, 'DELETE_COMPLETE');
  await stacks.call('DeleteStack', { StackName: 'app' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
});
