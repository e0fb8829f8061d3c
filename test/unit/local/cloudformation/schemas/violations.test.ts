import t from 'tap';
import { type ResourceType, resourceTypes } from '../../../../../local/cloudformation/schemas/resource-types.ts';
import { violations } from '../../../../../local/cloudformation/schemas/violations.ts';
import type { Values } from '../../../../../local/cloudformation/template/template.ts';

const of = (type: string, properties: Values) => violations(properties, resourceTypes[type] as ResourceType);

t.test('what a schema does not allow is told by place and keyword, without the value', async (t) => {
  const logs = (properties: Values) => of('AWS::Logs::LogGroup', properties);
  t.same(logs({ Foo: 1, Arn: 'x' }), [
    '#: extraneous key [Foo] is not permitted',
    '#: extraneous key [Arn] is not permitted',
  ]);
  t.same(logs({ RetentionInDays: 2 }), ['#/RetentionInDays: failed validation constraint for keyword [enum]']);
  t.same(logs({ LogGroupName: 'a b' }), ['#/LogGroupName: failed validation constraint for keyword [pattern]']);
  t.same(logs({ LogGroupName: '' }), [
    '#/LogGroupName: expected minLength: 1, actual: 0',
    '#/LogGroupName: failed validation constraint for keyword [pattern]',
  ]);
  t.same(logs({ Tags: { Key: 'a' } }), ['#/Tags: expected type: JSONArray, found: JSONObject']);
  t.same(logs({ Tags: [{ Key: 'a' }] }), ['#/Tags/0: required key [Value] not found']);
  t.same(logs({ RetentionInDays: [7] }), ['#/RetentionInDays: expected type: Integer, found: JSONArray']);
  t.same(of('AWS::IAM::Role', {}), ['#: required key [AssumeRolePolicyDocument] not found']);
});

t.test('what is inside lists and maps is held too', async (t) => {
  const definition = (container: Values) => of('AWS::ECS::TaskDefinition', { ContainerDefinitions: [container] });
  t.same(definition({ Name: 'web', Image: 'x', EntryPoint: ['a'], Entrypoint: ['a'] }), [
    '#/ContainerDefinitions/0: extraneous key [Entrypoint] is not permitted',
  ]);
  t.same(definition({ Image: 'x' }), ['#/ContainerDefinitions/0: required key [Name] not found']);
});

t.test('numbers and booleans may be texts', async (t) => {
  t.same(of('AWS::Logs::LogGroup', { RetentionInDays: '7', LogGroupName: 7 }), []);
  t.same(of('AWS::EC2::VPC', { EnableDnsSupport: 'true', CidrBlock: '10.0.0.0/16' }), []);
  t.same(of('AWS::EC2::VPC', { EnableDnsSupport: 'yes' }), [
    '#/EnableDnsSupport: expected type: Boolean, found: String',
  ]);
});
