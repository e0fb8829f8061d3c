import t from 'tap';
import { conditionHolds } from '../../../../../local/cloudformation/evaluate/conditions.ts';
import { evaluateMap } from '../../../../../local/cloudformation/evaluate/intrinsics.ts';
import { pseudoParameters } from '../../../../../local/cloudformation/evaluate/pseudo.ts';
import type { Scope } from '../../../../../local/cloudformation/evaluate/scope.ts';
import { parseTemplate } from '../../../../../local/cloudformation/template/parse.ts';

const template = parseTemplate(`
Mappings:
  Sizes: {eu-west-1: {Cpu: 256}}
Conditions:
  IsOne: !Equals [!Ref Count, 1]
  IsEu: !Equals [!Ref AWS::Region, eu-west-1]
  Both: !And [!Condition IsOne, !Condition IsEu]
  Either: !Or [!Not [!Condition IsOne], !Equals [a, b]]
Resources:
  Thing:
    Type: A::B::C
    Properties:
      Ref: {Value: !Ref Thing}
      List: !Ref Names
      Attribute: !GetAtt Thing.Deep.Arn
      Sub: !Sub '\${Count} \${Thing.Deep.Arn} \${AWS::StackName} \${!Literal}'
      SubWith: !Sub ['\${Own}/\${Count}', {Own: !Ref Thing}]
      Join: !Join ['-', [a, !Ref Count, !If [Both, x, y]]]
      Select: !Select [1, !Split [',', 'a,b,c']]
      Map: !FindInMap [Sizes, !Ref 'AWS::Region', Cpu]
      Import: !ImportValue {'Fn::Sub': '\${AWS::StackName}:Out'}
      Zones: !GetAZs ''
      Base: !Base64 hi
      Cidr: !Cidr [10.0.0.0/16, 3, 8]
      Output: {'Fn::GetStackOutput': {StackName: other, OutputName: Port}}
      Length: !Length [a, !Ref AWS::NoValue, b]
      Json: !ToJsonString {a: !Ref Count, b: [1, true]}
      Default: !FindInMap [Sizes, none, Cpu, {DefaultValue: !Ref Count}]
      Later: '{{resolve:ssm:x}}'
      Gone: !Ref AWS::NoValue
      Items: [a, !If [Either, b, !Ref AWS::NoValue]]
`);

const scope: Scope = {
  template,
  parameters: {
    Count: '1',
    Names: ['a', 'b'],
    ...pseudoParameters({ id: 'arn', name: 'stack', region: 'eu-west-1', account: '1', notificationArns: [] }),
  },
  condition: (name) => conditionHolds(name, scope),
  resource: (id) => (id === 'Thing' ? { physicalId: 'thing-1', attributes: { 'Deep.Arn': 'arn:thing' } } : undefined),
  exported: (name) => (name === 'stack:Out' ? 'exported' : undefined),
  stackOutput: (stack, output) => (stack === 'other' && output === 'Port' ? '80' : undefined),
};

t.test('every function gives what AWS says it gives', async (t) => {
  t.same(evaluateMap(template.Resources.Thing?.Properties ?? {}, scope), {
    Ref: { Value: 'thing-1' },
    List: ['a', 'b'],
    Attribute: 'arn:thing',
    Sub: '1 arn:thing stack ${Literal}',
    SubWith: 'thing-1/1',
    Join: 'a-1-x',
    Select: 'b',
    Map: 256,
    Import: 'exported',
    Zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    Base: 'aGk=',
    Cidr: ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24'],
    Output: '80',
    Length: 2,
    Json: '{"a":"1","b":[1,true]}',
    Default: '1',
    Later: '{{resolve:ssm:x}}',
    Items: ['a'],
  });
});

t.test('what cannot be carried out is refused', async (t) => {
  const wrong = [
    [{ 'Fn::ImportValue': 'nobody' }, 'No export named nobody found'],
    [{ 'Fn::Select': [7, ['a']] }, 'Template error: Fn::Select cannot select nonexistent value at index 7'],
    [{ 'Fn::Transform': 'x' }, 'Template error: Fn::Transform is not supported here'],
    [{ 'Fn::GetStackOutput': { StackName: 'other', OutputName: 'No' } }, 'Output No of stack other does not exist'],
  ] as const;
  for (const [value, message] of wrong)
    t.throws(() => evaluateMap({ value: value as never }, scope), { code: 'ValidationError', message });
});
