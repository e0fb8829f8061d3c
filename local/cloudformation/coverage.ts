import type { Coverage } from '../coverage/coverage.ts';
import { typeCoverage } from './handlers/coverage.ts';

const TEMPLATES = [
  'Refused: nested stacks, macros and transforms but `AWS::LanguageExtensions`, `{{resolve:ssm-secure:…}}`, dynamic references in outputs, `CreationPolicy`, `Hooks`, `ResourceTypes`, `StackPolicyURL`, rollback triggers; a `Region` or `RoleArn` of elsewhere in `Fn::GetStackOutput`.',
  'Properties that nothing here carries out fail their resource; which they are stands with the types.',
  'Parameters of the type `AWS::EC2::Image::Id` are not compared with what is there; those of SSM types are looked up anew with each operation.',
  'Parameters marked `NoEcho` are masked in answers but lie in the state file. Values of dynamic references do not.',
  '`NotificationARNs` are kept and told, nothing is sent.',
  'A role must be there and trust CloudFormation; what it allows is judged by the services that it calls.',
];
const UPDATES = ['As `CreateStack`.', 'A change of only the `Metadata` of a resource is no change.'];

/** How far CloudFormation's operations go, and the types of resources. */
export const coverage: Coverage<'cloudformation'> = {
  types: typeCoverage,
  partial: {
    ContinueUpdateRollback: '`ResourcesToSkip` takes no resources of nested stacks.',
    CreateChangeSet: [
      ...UPDATES,
      'Complete or failed at once; no `IMPORT` and no nested stacks.',
      'One that cannot be worked out (an export that is not there, another type for a logical id) has failed with the reason; AWS finds some of that out only when it is executed.',
    ],
    CreateStack: TEMPLATES,
    DescribeAccountLimits: 'The quotas of a new account, of which only those of a template are held.',
    DescribeChangeSet: 'No `IncludePropertyValues`.',
    SetStackPolicy: 'No `StackPolicyURL`.',
    UpdateStack: UPDATES,
    GetTemplateSummary: 'No stack sets; unknown types are refused also with `TreatUnrecognizedResourceTypesAsWarning`.',
  },
};
