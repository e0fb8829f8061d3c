import { call, refused, type Scenario } from '../scenario.ts';

const template = (days: number, more: object = {}) =>
  JSON.stringify({
    Description: 'A log group',
    Parameters: { Days: { Type: 'Number', Default: days, Description: 'how long' } },
    Resources: {
      Group: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/conformance/one', RetentionInDays: { Ref: 'Days' } },
      },
      ...more,
    },
    Outputs: { Group: { Value: { Ref: 'Group' }, Export: { Name: 'conformance-group' } } },
  });
const BAD = { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } };
const FAILING = JSON.stringify({
  Resources: {
    First: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/conformance/fails' } },
    Second: { Type: 'AWS::Logs::LogGroup', DependsOn: 'First', Properties: { LogGroupName: '/conformance/fails' } },
  },
});
const ONE = { StackName: 'one' };
const NONE = { StackName: 'none' };
const GONE = { StackName: '{{made.StackId}}' };
const EVENTS = 'moto has no events of resources.';
const UPDATES = 'moto takes every update.';

export const cloudformation: Scenario = {
  service: 'cloudformation',
  cases: [
    call('ValidateTemplate: a good one', { TemplateBody: template(7) }),
    refused('ValidationError', 'ValidateTemplate: no template', { TemplateBody: 'rubbish' }),
    refused('ValidationError', 'ValidateTemplate: no resources', { TemplateBody: '{"Description": "empty"}' }),
    call('GetTemplateSummary: a good one', { TemplateBody: template(7) }),
    refused('ValidationError', 'DescribeStacks: no stack', NONE),
    call(
      'CreateStack: a log group',
      { ...ONE, TemplateBody: template(7), Tags: [{ Key: 'rack', Value: 'one' }] },
      { as: 'made' },
    ),
    call('wait stack_create_complete: a log group', ONE),
    call('wait stack_create_complete: by boto3', ONE, { by: 'boto3' }),
    refused('AlreadyExistsException', 'CreateStack: a name that is taken', { ...ONE, TemplateBody: template(7) }),
    refused('ValidationError', 'CreateStack: a name with a space', { StackName: 'a b', TemplateBody: template(7) }),
    refused(
      'ValidationError',
      'CreateStack: a parameter that is none',
      { StackName: 'two', TemplateBody: template(7), Parameters: [{ ParameterKey: 'Weeks', ParameterValue: '1' }] },
      {
        alone: `CreateStack, Parameters. ${UPDATES}`,
        says: { message: 'Parameters: [Weeks] do not exist in the template' },
      },
    ),
    refused(
      'InsufficientCapabilitiesException',
      'CreateStack: a role without leave',
      { StackName: 'two', TemplateBody: template(7, BAD) },
      {
        alone: 'CreateStack, Errors: InsufficientCapabilities. moto asks for no capabilities.',
        says: { message: 'Requires capabilities : [CAPABILITY_IAM]' },
      },
    ),
    call('DescribeStacks: the stack', ONE),
    call('DescribeStacks: by its id, by boto3', GONE, { by: 'boto3' }),
    call('DescribeStackResources: of the stack', ONE),
    call(
      'DescribeStackResource: the group',
      { ...ONE, LogicalResourceId: 'Group' },
      {
        alone: 'DescribeStackResource, Response Elements. moto has no DescribeStackResource.',
        says: { StackResourceDetail: { ResourceType: 'AWS::Logs::LogGroup', PhysicalResourceId: '/conformance/one' } },
      },
    ),
    refused(
      'ValidationError',
      'DescribeStackResource: none of the name',
      { ...ONE, LogicalResourceId: 'None' },
      {
        alone: 'DescribeStackResource. moto has no DescribeStackResource.',
        says: { message: 'Resource None does not exist for stack one' },
      },
    ),
    call('ListStackResources: of the stack', ONE),
    refused('ValidationError', 'ListStackResources: no stack', NONE),
    call('GetTemplate: as it was given', ONE),
    refused('ValidationError', 'GetTemplate: no stack', NONE),
    call('ListStacks: complete ones', { StackStatusFilter: ['CREATE_COMPLETE'] }),
    call(
      'ListExports: the group',
      {},
      { says: { Exports: [{ Name: 'conformance-group', Value: '/conformance/one' }] } },
    ),
    refused(
      'ValidationError',
      'ListImports: nobody imports it',
      { ExportName: 'conformance-group' },
      {
        alone: 'ListImports. moto has no ListImports.',
        says: { message: "Export 'conformance-group' is not imported by any stack." },
      },
    ),
    refused(
      'ValidationError',
      'UpdateStack: nothing to change',
      { ...ONE, TemplateBody: template(7), Tags: [{ Key: 'rack', Value: 'one' }] },
      {
        alone: `UpdateStack; the sentence that the CLI's deploy command looks for. ${UPDATES}`,
        says: { message: 'No updates are to be performed.' },
      },
    ),
    refused('ValidationError', 'UpdateStack: no stack', { ...NONE, TemplateBody: template(7) }),
    call(
      'UpdateStack: a fortnight',
      {
        ...ONE,
        TemplateBody: template(7),
        Parameters: [{ ParameterKey: 'Days', ParameterValue: '14' }],
        ClientRequestToken: 'token-1',
      },
      { alone: `UpdateStack, Response Elements. ${UPDATES}` },
    ),
    call('wait stack_update_complete: a fortnight', ONE, { alone: `The SDKs' waiter StackUpdateComplete. ${UPDATES}` }),
    call('DescribeStackEvents: newest first, with the token', ONE, {
      alone: `DescribeStackEvents: StackEvent, in reverse chronological order. ${EVENTS}`,
      says: {
        StackEvents: {
          0: {
            ResourceStatus: 'UPDATE_COMPLETE',
            ResourceType: 'AWS::CloudFormation::Stack',
            ClientRequestToken: 'token-1',
          },
          1: { ResourceStatus: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' },
          2: { ResourceStatus: 'UPDATE_COMPLETE', LogicalResourceId: 'Group' },
        },
      },
    }),
    refused('ValidationError', 'DescribeStackEvents: no stack', NONE),
    call(
      'CreateChangeSet: a month',
      {
        ...ONE,
        ChangeSetName: 'month',
        UsePreviousTemplate: true,
        Parameters: [{ ParameterKey: 'Days', ParameterValue: '30' }],
      },
      { alone: `CreateChangeSet. ${UPDATES}` },
    ),
    call(
      'wait change_set_create_complete: a month',
      { ...ONE, ChangeSetName: 'month' },
      { alone: `The SDKs' waiter ChangeSetCreateComplete. ${UPDATES}` },
    ),
    call(
      'DescribeChangeSet: a month',
      { ...ONE, ChangeSetName: 'month' },
      {
        alone: `DescribeChangeSet: ResourceChange. ${UPDATES}`,
        says: {
          Changes: [
            {
              Type: 'Resource',
              ResourceChange: { Action: 'Modify', LogicalResourceId: 'Group', Replacement: 'False' },
            },
          ],
        },
      },
    ),
    refused('ChangeSetNotFound', 'DescribeChangeSet: none of the name', { ...ONE, ChangeSetName: 'none' }),
    call('DeleteChangeSet: a month', { ...ONE, ChangeSetName: 'month' }, { alone: `DeleteChangeSet. ${UPDATES}` }),
    call(
      'UpdateTerminationProtection: on',
      { ...ONE, EnableTerminationProtection: true },
      { alone: 'UpdateTerminationProtection. moto has none.' },
    ),
    refused('ValidationError', 'DeleteStack: a protected one', ONE, {
      alone: 'DeleteStack; Protecting a stack from being deleted, User Guide. moto has no termination protection.',
      says: { message: /^Stack \[one\] cannot be deleted while TerminationProtection is enabled/ },
    }),
    call(
      'UpdateTerminationProtection: off',
      { ...ONE, EnableTerminationProtection: false },
      { alone: 'UpdateTerminationProtection. moto has none.' },
    ),
    refused('ValidationError', 'CancelUpdateStack: nothing to cancel', ONE, {
      alone: 'CancelUpdateStack. moto has none.',
      says: { message: 'CancelUpdateStack cannot be called from current stack status' },
    }),
    refused('ValidationError', 'ContinueUpdateRollback: nothing to continue', ONE, {
      alone: 'ContinueUpdateRollback. moto has none.',
    }),
    call(
      'CreateStack: one that fails',
      { StackName: 'fails', TemplateBody: FAILING },
      { alone: 'CreateStack, OnFailure: ROLLBACK is the default. moto does not roll back.' },
    ),
    refused(
      'WaiterError',
      'wait stack_create_complete: one that fails',
      { StackName: 'fails' },
      { alone: "The SDKs' waiter StackCreateComplete fails at ROLLBACK_COMPLETE.", by: 'boto3' },
    ),
    call(
      'DescribeStacks: one that was rolled back',
      { StackName: 'fails' },
      {
        alone: 'DescribeStacks: StackStatus. moto does not roll back.',
        until: { Stacks: [{ StackStatus: 'ROLLBACK_COMPLETE' }] },
      },
    ),
    refused(
      'ValidationError',
      'UpdateStack: one that was rolled back',
      { StackName: 'fails', TemplateBody: template(7) },
      {
        alone: 'Stack status codes, User Guide: ROLLBACK_COMPLETE can only be deleted.',
        says: { message: /is in ROLLBACK_COMPLETE state and can not be updated\.$/ },
      },
    ),
    call(
      'DeleteStack: one that was rolled back',
      { StackName: 'fails' },
      { alone: 'DeleteStack. moto does not roll back.' },
    ),
    call('DeleteStack: the stack', ONE),
    call('wait stack_delete_complete: the stack', GONE),
    call('DescribeStacks: a deleted one, by its id', GONE, { until: { Stacks: [{ StackStatus: 'DELETE_COMPLETE' }] } }),
    refused('ValidationError', 'DescribeStacks: a deleted one, by its name', ONE),
    call('DeleteStack: no stack', NONE),
  ],
};
