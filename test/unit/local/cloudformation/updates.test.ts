import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { Cloud } from './fixtures/cloud.ts';
import { appTemplate, stacksOn } from './fixtures/stacks.ts';

const app = (image: string, more: Input = {}) => ({ StackName: 'app', TemplateBody: appTemplate(image), ...more });
const tags = (values: Record<string, string>) => ({
  Tags: Object.entries(values).map(([Key, Value]) => ({ Key, Value })),
});

t.test("a change of the stack's tags alone reaches its resources, and is rolled back with them", async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  await stacks.call('CreateStack', app('v1', tags({ team: 'a', old: 'x' })));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  const own = () => {
    const all = Object.entries([...cloud.groups.values()][0]?.tags as Record<string, string>);
    return Object.fromEntries(all.filter(([key]) => !key.startsWith('aws:')));
  };
  t.same(own(), { team: 'a', old: 'x' });
  const refusing = { code: 'ValidationError', message: 'No updates are to be performed.' };
  await t.rejects(stacks.call('UpdateStack', app('v1', tags({ team: 'a', old: 'x' }))), refusing);
  const set = { ...app('v1', tags({ team: 'b' })), ChangeSetName: 'tags' };
  await stacks.call('CreateChangeSet', set);
  const { Changes } = await stacks.call('DescribeChangeSet', { StackName: 'app', ChangeSetName: 'tags' });
  t.match(Changes[0].ResourceChange, {
    Action: 'Modify',
    LogicalResourceId: 'Logs',
    Scope: ['Tags'],
    Replacement: 'False',
  });
  await stacks.call('UpdateStack', app('bad', tags({ team: 'b' })));
  await stacks.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  t.same(own(), { team: 'a', old: 'x' });
  await stacks.call('UpdateStack', app('v1', tags({ team: 'b' })));
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  t.same(own(), { team: 'b' });
});

t.test('a stack policy keeps resources from updates, unless another stands in for it', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const statement = (Effect: string, Action: string, Resource: string, more = {}) => ({
    Effect,
    Action,
    Principal: '*',
    Resource,
    ...more,
  });
  const policy = (...Statement: Input[]) => JSON.stringify({ Statement });
  const all = statement('Allow', 'Update:*', '*');
  const noReplacing = policy(all, statement('Deny', 'Update:Replace', 'LogicalResourceId/Def*'));
  await stacks.call('CreateStack', app('v1', { StackPolicyBody: noReplacing }));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  t.same(await stacks.call('GetStackPolicy', { StackName: 'app' }), { StackPolicyBody: noReplacing });
  await stacks.call('UpdateStack', app('v2'));
  await stacks.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  t.ok(
    (await stacks.story('app')).includes(
      'Definition UPDATE_FAILED: Action denied by stack policy: Statement [#2] does not allow [Update:Replace] for resource [LogicalResourceId/Definition];',
    ),
  );
  await stacks.call('UpdateStack', app('v2', { StackPolicyDuringUpdateBody: policy(all) }));
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  const noGroups = statement('Deny', 'Update:Delete', '*', {
    Condition: { StringLike: { ResourceType: 'AWS::Logs::*' } },
  });
  await stacks.call('SetStackPolicy', {
    StackName: 'app',
    StackPolicyBody: policy(all, noGroups),
  });
  const without = appTemplate('v2')
    .replace(/ {2}Logs:[\s\S]*? {2}Definition:/, '  Definition:')
    .replace('!Ref Logs', 'none');
  await stacks.call('UpdateStack', { StackName: 'app', TemplateBody: without });
  await stacks.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  t.equal(cloud.groups.size, 1);
  await t.rejects(stacks.call('SetStackPolicy', { StackName: 'app', StackPolicyBody: '{' }), {
    code: 'ValidationError',
    message: /^Error validating stack policy/,
  });
});

t.test('a rollback that cannot be finished goes on without the resources that are skipped', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const template = (image: string, retention: number) => appTemplate(image, { retention });
  await stacks.call('CreateStack', { StackName: 'app', TemplateBody: template('v1', 7) });
  await stacks.reaches('app', 'CREATE_COMPLETE');
  await stacks.call('UpdateStack', { StackName: 'app', TemplateBody: template('slow', 14) });
  while (!cloud.operations().includes('UpdateService')) await new Promise((resolve) => setImmediate(resolve));
  cloud.refused.set('PutRetentionPolicy', 'Not now');
  await stacks.call('CancelUpdateStack', { StackName: 'app' });
  await stacks.reaches('app', 'UPDATE_ROLLBACK_FAILED');
  const again = (more: Input = {}) => stacks.call('ContinueUpdateRollback', { StackName: 'app', ...more });
  await again();
  await stacks.reaches('app', 'UPDATE_ROLLBACK_FAILED');
  await t.rejects(again({ ResourcesToSkip: ['Service'] }), { message: /^Resource \[Service\] cannot be skipped/ });
  await t.rejects(again({ ResourcesToSkip: ['No'] }), { message: /^Resource \[No\] does not exist in stack/ });
  await again({ ResourcesToSkip: ['Logs'], ClientRequestToken: 'once' });
  await stacks.reaches('app', 'UPDATE_ROLLBACK_COMPLETE');
  t.same(await again({ ClientRequestToken: 'once' }), {}, 'the same request once more');
  t.equal([...cloud.groups.values()][0]?.retentionInDays, 14, 'it was left as it is');
});

t.test('a forced deletion leaves what it cannot delete', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const { StackId } = await stacks.call('CreateStack', app('v1'));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  const force = { StackName: 'app', DeletionMode: 'FORCE_DELETE_STACK' };
  await t.rejects(stacks.call('DeleteStack', force), {
    message: /can only be used on a stack in DELETE_FAILED state$/,
  });
  cloud.refused.set('DeleteLogGroup', 'Not now');
  await stacks.call('DeleteStack', { StackName: 'app' });
  await stacks.reaches('app', 'DELETE_FAILED');
  await stacks.call('DeleteStack', force);
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  t.equal(cloud.groups.size, 1);
  t.ok((await stacks.story(StackId)).includes('Logs DELETE_SKIPPED'));
});

t.test('events are told page by page though more come meanwhile', async (t) => {
  const stacks = stacksOn(new Cloud());
  await stacks.call('CreateStack', app('v0'));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  for (const round of Array.from({ length: 10 }, (_, index) => index + 1)) {
    await stacks.call('UpdateStack', app(`v${round}`));
    await stacks.reaches('app', 'UPDATE_COMPLETE');
  }
  const first = await stacks.call('DescribeStackEvents', { StackName: 'app' });
  t.equal(first.StackEvents.length, 100);
  await stacks.call('UpdateStack', app('last'));
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  const second = await stacks.call('DescribeStackEvents', { StackName: 'app', NextToken: first.NextToken });
  t.equal(second.StackEvents.at(-1).ResourceStatus, 'CREATE_IN_PROGRESS');
  const ids = [...first.StackEvents, ...second.StackEvents].map(({ EventId }) => EventId);
  t.equal(new Set(ids).size, ids.length);
  await t.rejects(stacks.call('DescribeStackEvents', { StackName: 'app', NextToken: 'x' }), {
    code: 'ValidationError',
  });
});

t.test('a stack is found by what stands in it', async (t) => {
  const stacks = stacksOn(new Cloud());
  await stacks.call('CreateStack', app('v1'));
  await stacks.reaches('app', 'CREATE_COMPLETE');
  const { StackResources } = await stacks.call('DescribeStackResources', { StackName: 'app' });
  const asked = { PhysicalResourceId: StackResources[0].PhysicalResourceId, LogicalResourceId: 'Logs' };
  t.match(await stacks.call('DescribeStackResources', asked), { StackResources: [{ LogicalResourceId: 'Logs' }] });
  await t.rejects(stacks.call('DescribeStackResources', { PhysicalResourceId: 'none' }), {
    message: 'Stack for none does not exist',
  });
});

t.test("members of requests keep the API reference's constraints", async (t) => {
  const stacks = stacksOn(new Cloud());
  const refused: [Input, string][] = [
    [
      { ClientRequestToken: 'a b' },
      "1 validation error detected: Value 'a b' at 'clientRequestToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9][-a-zA-Z0-9]*",
    ],
    [
      { TimeoutInMinutes: '0' },
      "1 validation error detected: Value '0' at 'timeoutInMinutes' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    ],
    [
      { StackName: 'a'.repeat(129) },
      `1 validation error detected: Value '${'a'.repeat(129)}' at 'stackName' failed to satisfy constraint: Member must have length less than or equal to 128`,
    ],
  ];
  for (const [more, message] of refused)
    await t.rejects(stacks.call('CreateStack', app('v1', more)), { code: 'ValidationError', message });
});

t.test('each operation says in its own words that there is no such stack', async (t) => {
  const stacks = stacksOn(new Cloud());
  const sentences: [string, string][] = [
    ['DescribeStacks', 'Stack with id no does not exist'],
    ['ListStackResources', 'Stack with id no does not exist'],
    ['GetTemplate', 'Stack with id no does not exist'],
    ['DescribeStackEvents', 'Stack [no] does not exist'],
    ['UpdateStack', 'Stack [no] does not exist'],
    ['CancelUpdateStack', 'Stack [no] does not exist'],
    ['ContinueUpdateRollback', 'Stack [no] does not exist'],
    ['DescribeStackResource', "Stack 'no' does not exist"],
  ];
  for (const [operation, message] of sentences)
    await t.rejects(stacks.call(operation, { StackName: 'no', LogicalResourceId: 'A' }), {
      code: 'ValidationError',
      message,
    });
  await t.rejects(stacks.call('ListStacks', { StackStatusFilter: ['DONE'] }), { message: /at 'stackStatusFilter'/ });
});
