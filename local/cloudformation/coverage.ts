import type { Coverage } from '../coverage/coverage.ts';
import { typeCoverage } from './handlers/coverage.ts';

const TEMPLATES = [
  'Refused: nested stacks, macros, dynamic references (`{{resolve:…}}`), `CreationPolicy`, `ResourceTypes`, stack policies, rollback triggers.',
  'Rules: `And`, `Or`, `Not`, `Equals`, `Contains`, `EachMemberEquals`, `EachMemberIn`; no `RefAll`, `ValueOf` and `ValueOfAll`.',
  'Parameters of AWS-specific types are not compared with what is there; those of SSM types are looked up anew with each operation.',
  'Parameters marked `NoEcho` are masked in answers but lie in the state file.',
  '`NotificationARNs` are kept and told, nothing is sent.',
  'A role must be there and trust CloudFormation; what it allows is judged by the services that it calls.',
];
const UPDATES = [
  'As `CreateStack`.',
  'A change of only the tags of the stack is accepted, and reaches resources when they are next created.',
  'A change of only the `Metadata` of a resource is no change.',
];

/** How far CloudFormation's operations go, and the types of resources. */
export const coverage: Coverage<'cloudformation'> = {
  types: typeCoverage,
  partial: {
    ContinueUpdateRollback: 'No `ResourcesToSkip`.',
    CreateChangeSet: [
      ...UPDATES,
      'Complete or failed at once; no `IMPORT` and no nested stacks. Does not list a change of only the tags of the stack.',
      'One that cannot be worked out (an export that is not there, another type for a logical id) has failed with the reason; AWS finds some of that out only when it is executed.',
    ],
    CreateStack: TEMPLATES,
    DeleteStack: 'No `FORCE_DELETE_STACK`.',
    DescribeChangeSet: 'No `IncludePropertyValues`.',
    DescribeStackResources: 'By `StackName` only.',
    UpdateStack: UPDATES,
  },
};
