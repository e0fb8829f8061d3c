import t from 'tap';
import {
  bindParameters,
  parameterValues,
  shownParameters,
} from '../../../../../local/cloudformation/evaluate/parameters.ts';
import { parseTemplate } from '../../../../../local/cloudformation/template/parse.ts';

const template = parseTemplate(`
Parameters:
  Name: {Type: String, AllowedPattern: '[a-z]+', MaxLength: 5}
  Size: {Type: Number, Default: 3, MinValue: 1, MaxValue: 9, ConstraintDescription: one to nine}
  Mode: {Type: String, Default: Yes, AllowedValues: [Yes, No]}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>', Default: 'a, b'}
  Password: {Type: String, NoEcho: true, Default: secret}
Resources: {A: {Type: 'AWS::Logs::LogGroup'}}
`);
const give = (values: Record<string, string>) =>
  Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

t.test('parameters come from the request, the stack or the defaults', async (t) => {
  const texts = bindParameters(template, give({ Name: 'abc' }));
  t.same(parameterValues(template, texts), {
    Name: 'abc',
    Size: '3',
    Mode: 'Yes',
    Subnets: ['a', 'b'],
    Password: 'secret',
  });
  t.same(shownParameters({ parameters: texts, masked: ['Password'] }).at(-1), {
    ParameterKey: 'Password',
    ParameterValue: '****',
  });
  const kept = [{ ParameterKey: 'Name', UsePreviousValue: 'true' }];
  t.equal(bindParameters(template, kept, texts).Name, 'abc');
});

t.test('bad ones are refused in the words of AWS', async (t) => {
  const refused: [Record<string, string>, string][] = [
    [{}, 'Parameters: [Name] must have values'],
    [{ Name: 'a', Other: 'x' }, 'Parameters: [Other] do not exist in the template'],
    [{ Name: 'A' }, "Parameter 'Name' must match pattern [a-z]+"],
    [{ Name: 'abcdef' }, "Parameter 'Name' must contain at most 5 characters"],
    [{ Name: 'a', Size: 'x' }, "Parameter 'Size' must be a number"],
    [{ Name: 'a', Size: '10' }, "Parameter 'Size' failed to satisfy constraint: one to nine"],
    [{ Name: 'a', Mode: 'Maybe' }, "Parameter 'Mode' must be one of AllowedValues"],
  ];
  for (const [values, message] of refused)
    t.throws(() => bindParameters(template, give(values)), { code: 'ValidationError', message });
});
