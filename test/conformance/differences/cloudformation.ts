import type { Difference } from '../differences.ts';

export const cloudformation: readonly Difference[] = [
  {
    in: ['UpdateStack: no stack', 'DescribeStackEvents: no stack'],
    what: ["message: local 'Stack [none] does not exist', moto 'Stack with id none does not exist'"],
    right: 'local',
    source: 'These two have a sentence of their own: Stack [name] does not exist.',
  },
  {
    in: ['ValidateTemplate: a good one'],
    what: ['.Parameters: local 1 items, moto 0'],
    right: 'local',
    source: 'ValidateTemplate, Response Elements: Parameters. moto answers none.',
  },
  {
    in: ['ValidateTemplate: no template'],
    what: [
      "message: local 'Template format error: unsupported structure.', moto 'Stack with id Template needs to be an object. does not exist'",
    ],
    right: 'local',
    source:
      "The service's own sentences, as in the AWS re:Post article on template validation errors; moto words an exception of its own parser.",
  },
  {
    in: ['ValidateTemplate: no resources'],
    what: [
      "message: local 'Template format error: At least one Resources member must be defined.', moto 'Stack with id 'Resources' is a required property does not exist'",
    ],
    right: 'local',
    source:
      "The service's own sentences, as in the AWS re:Post article on template validation errors; moto words an exception of its own parser.",
  },
  {
    in: ['GetTemplateSummary: a good one'],
    what: ['local answers, moto fails'],
    right: 'local',
    source: 'GetTemplateSummary. moto fails on a template that is given in JSON.',
  },
  {
    in: ['CreateStack: a name that is taken'],
    what: ["message: local 'Stack [one] already exists', moto 'Stack one already exists'"],
    right: 'local',
    source: "CreateStack's sentence has the name in brackets: Stack [name] already exists.",
  },
  {
    in: ['CreateStack: a name with a space'],
    what: ['code: local ValidationError, moto Error'],
    right: 'local',
    source: 'CreateStack, StackName: a constraint that is broken is a ValidationError. moto answers no code.',
  },
  {
    in: [
      'DescribeStacks: the stack',
      'DescribeStacks: by its id, by boto3',
      'DescribeStacks: a deleted one, by its id',
    ],
    what: ['only local: .Stacks[].DriftInformation {…}'],
    right: 'local',
    source:
      'Stack, StackSummary, StackResource, StackResourceSummary data types: DriftInformation, NOT_CHECKED at first.',
  },
  {
    in: ['DescribeStackResources: of the stack'],
    what: ['only local: .StackResources[].DriftInformation {…}'],
    right: 'local',
    source:
      'Stack, StackSummary, StackResource, StackResourceSummary data types: DriftInformation, NOT_CHECKED at first.',
  },
  {
    in: ['ListStackResources: of the stack'],
    what: ['only local: .StackResourceSummaries[].DriftInformation {…}'],
    right: 'local',
    source:
      'Stack, StackSummary, StackResource, StackResourceSummary data types: DriftInformation, NOT_CHECKED at first.',
  },
  {
    in: ['ListStacks: complete ones'],
    what: ['only local: .StackSummaries[].DriftInformation {…}'],
    right: 'local',
    source:
      'Stack, StackSummary, StackResource, StackResourceSummary data types: DriftInformation, NOT_CHECKED at first.',
  },
  {
    in: ['ListStackResources: of the stack'],
    what: ['only local: .StackResourceSummaries[].LastUpdatedTimestamp "date"'],
    right: 'local',
    source: 'StackResourceSummary: LastUpdatedTimestamp is required.',
  },
  {
    in: ['GetTemplate: as it was given'],
    what: ['only local: .StagesAvailable […]'],
    right: 'local',
    source: 'GetTemplate, Response Elements: StagesAvailable.',
  },
  {
    in: ['DescribeStackEvents: newest first, with the token'],
    what: [".StackEvents[].ResourceStatus is 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', none of the enum"],
    right: 'local',
    source:
      "Stack status codes, User Guide: it is among a stack's events, though botocore's enum ResourceStatus leaves it out.",
  },
  {
    in: ['DescribeChangeSet: none of the name'],
    what: ['code: local ChangeSetNotFound, moto ValidationError'],
    right: 'local',
    source: 'DescribeChangeSet, Errors: ChangeSetNotFound.',
  },
  {
    in: ['DescribeStacks: a deleted one, by its id'],
    what: ['only local: .Stacks[].DeletionTime "date"', 'only local: .Stacks[].LastUpdatedTime "date"'],
    right: 'local',
    source: 'Stack: DeletionTime, LastUpdatedTime. moto leaves them out.',
  },
  {
    in: ['DescribeStacks: a deleted one, by its id'],
    what: ['.Stacks[].Parameters[].ParameterValue: local "14", moto "7"'],
    right: 'both',
    source: 'The update in between was made here only.',
  },
];
