import t from 'tap';
import { handlers } from '../../../../../local/cloudformation/handlers/table.ts';
import { checkCapabilities } from '../../../../../local/cloudformation/template/capabilities.ts';
import { parseTemplate } from '../../../../../local/cloudformation/template/parse.ts';
import { validateTemplate } from '../../../../../local/cloudformation/template/validate.ts';

const group = (properties: string) => `Resources: {A: {Type: 'AWS::Logs::LogGroup', Properties: ${properties}}}`;
const many = (section: string, member: string, count: number) =>
  `${section}: {${Array.from({ length: count }, (_, n) => `A${n}: ${member}`).join(', ')}}`;
const tooMany = (what: string, most: number) =>
  `Template format error: Number of ${what}, is greater than maximum allowed, ${most}`;

t.test('templates that cannot be right are refused before anything is made', async (t) => {
  const refused: [string, string | RegExp][] = [
    ['Resources: {', /^Template format error: YAML not well-formed\. \(line 1, column \d+\)$/],
    ['{"Resources": ', /^Template format error: JSON not well-formed\./],
    ['Description: x', 'Template format error: At least one Resources member must be defined.'],
    ['Resource: {}', 'Invalid template property or properties [Resource]'],
    [
      'Resources: {A: {Type: "AWS::No::Thing"}}',
      'Template format error: Unrecognized resource types: [AWS::No::Thing]',
    ],
    [
      group('{LogGroupName: !Ref B}'),
      'Template format error: Unresolved resource dependencies [B] in the Resources block of the template',
    ],
    [
      group('{LogGroupName: !Sub "${B.Arn}"}'),
      'Template error: instance of Fn::GetAtt references undefined resource B',
    ],
    [
      group('{LogGroupName: !GetAtt A.Color}'),
      'Template error: resource A does not support attribute type Color in Fn::GetAtt',
    ],
    [group('{LogGroupName: !Ref A}'), 'Circular dependency between resources: [A]'],
    [many('Resources', '{Type: AWS::Logs::LogGroup}', 501), tooMany('resources, 501', 500)],
    [`${many('Parameters', '{Type: String}', 201)}\n${group('{}')}`, tooMany('parameters, 201', 200)],
    [`${many('Outputs', '{Value: x}', 201)}\n${group('{}')}`, tooMany('outputs, 201', 200)],
    [
      `Parameters: {A: {Type: List<String>}}\n${group('{}')}`,
      'Template format error: Unrecognized parameter type: List<String>',
    ],
    [
      'Resources: {A: {Type: "AWS::Logs::LogGroup", DeletionPolicy: Keep}}',
      'Template format error: Unrecognized DeletionPolicy Keep for resource A',
    ],
    [
      'Resources: {A: {Type: "AWS::Logs::LogGroup", DeletionPolicy: !Ref AWS::Region}}',
      'Template format error: Every DeletionPolicy member must be a string.',
    ],
    ['Resources: {A: {Type: "AWS::Logs::LogGroup", CreationPolicy: {}}}', /^CreationPolicy of A is not served here/],
    [
      `Rules: {R: {Assertions: [{Assert: !Equals [!Ref A, x]}]}}\n${group('{}')}`,
      'Template format error: Unresolved dependencies [A]. Cannot reference resources in the Rules block of the template',
    ],
  ];
  for (const [body, message] of refused)
    t.throws(() => validateTemplate(parseTemplate(body), handlers), { code: 'ValidationError', message });
});

t.test('identities need to be acknowledged', async (t) => {
  const role = (properties: string) =>
    parseTemplate(`Resources: {A: {Type: 'AWS::IAM::Role', Properties: ${properties}}}`);
  t.throws(() => checkCapabilities(role('{}'), [], false), {
    code: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_IAM]',
  });
  t.throws(() => checkCapabilities(role('{RoleName: x}'), ['CAPABILITY_IAM'], false), {
    message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
  });
  checkCapabilities(role('{}'), ['CAPABILITY_NAMED_IAM'], false);
});
