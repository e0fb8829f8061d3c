import { join } from 'node:path';
import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { Cloud } from './fixtures/cloud.ts';
import { appTemplate, stacksOn } from './fixtures/stacks.ts';

const set = (ChangeSetName: string, TemplateBody: string, more: Input = {}) => ({
  StackName: 'app',
  ChangeSetName,
  TemplateBody,
  ...more,
});
const CREATE = { ChangeSetType: 'CREATE' };
const lines = ({ Changes }: Input): string[] =>
  Changes.map(({ ResourceChange: one }: Input) =>
    [one.Action, one.LogicalResourceId, one.Replacement, one.PolicyAction, one.Scope.join()].filter(Boolean).join(' '),
  );
const causes = ({ Changes }: Input, id: string): string[] =>
  Changes.find(({ ResourceChange: one }: Input) => one.LogicalResourceId === id).ResourceChange.Details.map(
    ({ Target, Evaluation, ChangeSource, CausingEntity }: Input) =>
      [Target.Name ?? Target.Attribute, Target.RequiresRecreation, Evaluation, ChangeSource, CausingEntity]
        .filter(Boolean)
        .join(' '),
  );

t.test('a stack is reviewed, created by one of its change sets, and changed by the next', async (t) => {
  const stacks = stacksOn(new Cloud());
  const made = await stacks.call('CreateChangeSet', set('first', appTemplate('v1'), { ...CREATE, Description: 'new' }));
  t.match(made.Id, /^arn:aws:cloudformation:eu-west-1:000000000000:changeSet\/first\/[0-9a-f-]{36}$/);
  t.match(await stacks.describe('app'), { StackId: made.StackId, StackStatus: 'REVIEW_IN_PROGRESS', Parameters: [] });
  const described = await stacks.call('DescribeChangeSet', { ChangeSetName: made.Id });
  t.match(described, { Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', Description: 'new', StackName: 'app' });
  t.same(lines(described), ['Add Logs', 'Add Definition', 'Add Service']);
  await stacks.call('CreateChangeSet', set('other', appTemplate('v9'), CREATE));
  t.match((await stacks.call('ListChangeSets', { StackName: 'app' })).Summaries, [
    { ChangeSetName: 'first' },
    { ChangeSetName: 'other' },
  ]);

  await stacks.call('ExecuteChangeSet', { ChangeSetName: 'first', StackName: 'app' });
  t.match(await stacks.reaches('app', 'CREATE_COMPLETE'), { StackId: made.StackId, ChangeSetId: made.Id });
  t.equal((await stacks.call('DescribeChangeSet', { ChangeSetName: made.Id })).ExecutionStatus, 'EXECUTE_COMPLETE');
  t.same((await stacks.call('ListChangeSets', { StackName: 'app' })).Summaries, [], 'the others went');
  t.same((await stacks.story('app')).slice(0, 2), [
    'app REVIEW_IN_PROGRESS: User Initiated',
    'app CREATE_IN_PROGRESS: User Initiated',
  ]);

  const next = await stacks.call('CreateChangeSet', set('next', appTemplate('v2', { retention: 14 })));
  const changes = await stacks.call('DescribeChangeSet', { ChangeSetName: next.Id });
  t.same(lines(changes), [
    'Modify Logs False Properties',
    'Modify Definition True ReplaceAndDelete Properties',
    'Modify Service False Properties',
  ]);
  t.same(causes(changes, 'Service'), ['TaskDefinition Never Static ResourceReference Definition']);
  t.same(causes(changes, 'Definition'), ['ContainerDefinitions Always Static DirectModification']);
  t.match(changes.Changes[0].ResourceChange.PhysicalResourceId, /^app-Logs-/);
  await stacks.call('ExecuteChangeSet', { ChangeSetName: next.Id });
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  await t.rejects(stacks.call('ExecuteChangeSet', { ChangeSetName: next.Id }), {
    code: 'InvalidChangeSetStatus',
    message: /cannot be executed in its current execution status of \[EXECUTE_COMPLETE\]$/,
  });
  t.same(stacks.problems, []);
});

t.test('without changes it has failed; what comes before it makes it obsolete', async (t) => {
  const stacks = stacksOn(new Cloud());
  await stacks.call('CreateStack', { StackName: 'app', TemplateBody: appTemplate('v1') });
  await stacks.reaches('app', 'CREATE_COMPLETE');
  const { Id } = await stacks.call('CreateChangeSet', set('none', '', { UsePreviousTemplate: 'true' }));
  t.match(await stacks.call('DescribeChangeSet', { ChangeSetName: Id }), {
    Status: 'FAILED',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ExecutionStatus: 'UNAVAILABLE',
  });
  await t.rejects(stacks.call('ExecuteChangeSet', { ChangeSetName: Id }), {
    code: 'InvalidChangeSetStatus',
    message: `ChangeSet [${Id}] cannot be executed in its current status of [FAILED]`,
  });
  const extra = '  Another:\n    Value: x\n';
  await stacks.call('CreateChangeSet', set('outputs', appTemplate('v1') + extra));
  t.match(await stacks.call('DescribeChangeSet', { StackName: 'app', ChangeSetName: 'outputs' }), {
    Status: 'CREATE_COMPLETE',
    Changes: [],
  });
  await stacks.call('UpdateStack', { StackName: 'app', TemplateBody: appTemplate('v2') });
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  t.match(await stacks.call('DescribeChangeSet', { StackName: 'app', ChangeSetName: 'outputs' }), {
    ExecutionStatus: 'OBSOLETE',
  });
});

t.test('causes are told as AWS tells them', async (t) => {
  const stacks = stacksOn(new Cloud());
  const template = (more: string) => `
Parameters: {Name: {Type: String}, Days: {Type: Number, Default: 7}}
Conditions: {IsLong: !Not [!Equals [!Ref Days, 7]]}
Resources:
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Ref Name, RetentionInDays: !Ref Days}}
  User: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Join ['-', [!Ref Logs, !Select [6, !Split [':', !GetAtt Logs.Arn]]]]}}
  Long: {Type: AWS::Logs::LogGroup, Condition: IsLong}
${more}`;
  const give = (Name: string, Days: string) => ({
    Parameters: [
      { ParameterKey: 'Name', ParameterValue: Name },
      { ParameterKey: 'Days', ParameterValue: Days },
    ],
  });
  const gone = '  Gone: {Type: AWS::Logs::LogGroup, DeletionPolicy: Retain}';
  await stacks.call('CreateStack', { StackName: 'app', TemplateBody: template(gone), ...give('a', '7') });
  await stacks.reaches('app', 'CREATE_COMPLETE');
  const asked = async (name: string, more: Input) => {
    await stacks.call('CreateChangeSet', set(name, template(''), more));
    return stacks.call('DescribeChangeSet', { StackName: 'app', ChangeSetName: name });
  };
  const days = await asked('days', give('a', '14'));
  t.same(lines(days), [
    'Remove Gone Retain',
    'Modify Logs False Properties',
    'Modify User Conditional Properties',
    'Add Long',
  ]);
  t.same(causes(days, 'Logs'), [
    'RetentionInDays Never Static ParameterReference Days',
    'RetentionInDays Never Dynamic DirectModification',
  ]);
  t.same(causes(days, 'User'), ['LogGroupName Always Dynamic ResourceAttribute Logs.Arn']);
  t.match(days.Parameters, [{ ParameterKey: 'Name', ParameterValue: 'a' }, { ParameterValue: '14' }]);
  const name = await asked('name', give('b', '7'));
  t.same(lines(name), [
    'Remove Gone Retain',
    'Modify Logs True ReplaceAndDelete Properties',
    'Modify User True ReplaceAndDelete Properties',
  ]);
  t.same(causes(name, 'User'), [
    'LogGroupName Always Static ResourceReference Logs',
    'LogGroupName Always Static ResourceAttribute Logs.Arn',
  ]);
});

t.test('names and states that do not fit are refused in the words of AWS', async (t) => {
  const stacks = stacksOn(new Cloud());
  const refused = async (operation: string, input: Input, message: string | RegExp, code = 'ValidationError') =>
    t.rejects(stacks.call(operation, input), { code, message });
  await refused('CreateChangeSet', set('a', appTemplate('v1')), 'Stack [app] does not exist');
  await refused('CreateChangeSet', set('1', appTemplate('v1'), CREATE), /at 'changeSetName' failed/);
  await refused(
    'CreateChangeSet',
    set('a', appTemplate('v1'), { ChangeSetType: 'IMPORT' }),
    /at 'changeSetType' failed/,
  );
  await refused('DescribeChangeSet', { ChangeSetName: 'a', StackName: 'no' }, 'Stack [no] does not exist');
  await refused(
    'DeleteChangeSet',
    { ChangeSetName: 'a' },
    'StackName must be specified if ChangeSetName is not specified as an ARN.',
  );
  const { StackId, Id } = await stacks.call('CreateChangeSet', set('a', appTemplate('v1'), CREATE));
  await refused('CreateChangeSet', set('b', appTemplate('v1')), 'Stack [app] does not exist');
  t.equal((await stacks.call('CreateChangeSet', set('a', appTemplate('v1'), CREATE))).Id, Id, 'the same is the same');
  await refused(
    'CreateChangeSet',
    set('a', appTemplate('v2'), CREATE),
    'ChangeSet a cannot be created due to a mismatch with existing attribute Template',
    'AlreadyExistsException',
  );
  await refused('UpdateStack', set('', appTemplate('v1')), /is in REVIEW_IN_PROGRESS state and can not be updated\.$/);
  await refused(
    'GetTemplateSummary',
    { StackName: 'app' },
    'GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.',
  );
  await stacks.call('DeleteChangeSet', { ChangeSetName: Id });
  await refused('DescribeChangeSet', { ChangeSetName: Id }, `ChangeSet [${Id}] does not exist`, 'ChangeSetNotFound');
  t.equal((await stacks.describe('app')).StackStatus, 'REVIEW_IN_PROGRESS');
  await stacks.call('DeleteStack', { StackName: 'app' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  await refused(
    'CreateChangeSet',
    set('c', appTemplate('v1'), { ...CREATE, StackName: StackId }),
    `Stack [${StackId}] already exists and cannot be created again with the changeSet [c].`,
  );
  const missing = appTemplate('v1').replace('!Ref Logs', '!ImportValue none');
  await stacks.call('CreateChangeSet', set('d', missing, CREATE));
  t.match(await stacks.call('DescribeChangeSet', { ChangeSetName: 'd', StackName: 'app' }), {
    Status: 'FAILED',
    StatusReason: 'No export named none found',
  });
});

t.test('CreateStack makes the stack that is in review, as AWS does', async (t) => {
  const stacks = stacksOn(new Cloud());
  const { StackId, Id } = await stacks.call('CreateChangeSet', set('a', appTemplate('v1'), CREATE));
  t.same(await stacks.call('CreateStack', { StackName: 'app', TemplateBody: appTemplate('v2') }), { StackId });
  await stacks.reaches('app', 'CREATE_COMPLETE');
  t.equal((await stacks.call('DescribeChangeSet', { ChangeSetName: Id })).ExecutionStatus, 'OBSOLETE');
});

t.test('a creation that fails is what OnStackFailure says, and the change set has failed', async (t) => {
  const stacks = stacksOn(new Cloud());
  const made = await stacks.call(
    'CreateChangeSet',
    set('a', appTemplate('bad'), { ...CREATE, OnStackFailure: 'DELETE' }),
  );
  await stacks.call('ExecuteChangeSet', { ChangeSetName: made.Id });
  await stacks.reaches(made.StackId, 'DELETE_COMPLETE');
  t.equal((await stacks.call('DescribeChangeSet', { ChangeSetName: made.Id })).ExecutionStatus, 'EXECUTE_FAILED');
});

t.test('an execution goes on after the process dies', async (t) => {
  const cloud = new Cloud();
  const path = join(t.testdir(), 'local.sqlite');
  const first = stacksOn(cloud, openDatabase(path));
  const { Id } = await first.call('CreateChangeSet', set('a', appTemplate('v1'), CREATE));
  const second = stacksOn(cloud, openDatabase(path));
  await second.start();
  cloud.lost.add('CreateService');
  await second.call('ExecuteChangeSet', { ChangeSetName: Id });
  while (!cloud.operations().includes('CreateService')) await new Promise((resolve) => setImmediate(resolve));
  t.equal((await second.call('DescribeChangeSet', { ChangeSetName: Id })).ExecutionStatus, 'EXECUTE_IN_PROGRESS');
  await t.rejects(second.call('DeleteChangeSet', { ChangeSetName: Id }), { code: 'InvalidChangeSetStatus' });
  cloud.lost.clear();
  const third = stacksOn(cloud, openDatabase(path));
  await third.start();
  await third.reaches('app', 'CREATE_COMPLETE');
  t.equal((await third.call('DescribeChangeSet', { ChangeSetName: Id })).ExecutionStatus, 'EXECUTE_COMPLETE');
});
