import { call, refused, type Scenario } from '../scenario.ts';

const ONE = { Name: '/rack/one' };

export const ssm: Scenario = {
  service: 'ssm',
  cases: [
    call(
      'PutParameter: a text',
      { ...ONE, Type: 'String', Value: 'a', Tags: [{ Key: 'rack', Value: 'one' }] },
      { says: { Version: 1 } },
    ),
    call('PutParameter: a list', { Name: '/rack/two', Type: 'StringList', Value: 'a,b' }),
    call('PutParameter: a secret', { Name: '/rack/word', Type: 'SecureString', Value: 'hidden' }),
    call(
      'PutParameter: over it',
      { ...ONE, Value: 'b', Overwrite: true, Description: 'Two' },
      { says: { Version: 2 } },
    ),
    refused('ParameterAlreadyExists', 'PutParameter: not over it', { ...ONE, Type: 'String', Value: 'c' }),
    refused('ValidationException', 'PutParameter: a type that is none', { Name: 'x', Type: 'Number', Value: '1' }),
    refused('ValidationException', 'PutParameter: without a type', { Name: 'x', Value: '1' }),
    refused('ValidationException', 'PutParameter: nothing in it', { Name: 'x', Type: 'String', Value: '' }),
    refused('ValidationException', 'PutParameter: a reserved name', { Name: 'aws-x', Type: 'String', Value: '1' }),
    refused('ValidationException', 'PutParameter: too long', { Name: 'long', Type: 'String', Value: 'x'.repeat(4097) }),
    refused('ParameterPatternMismatchException', 'PutParameter: not of its pattern', {
      Name: 'x',
      Type: 'String',
      Value: 'x',
      AllowedPattern: '^\\d+$',
    }),
    refused('ValidationException', 'PutParameter: tags over an older one', {
      ...ONE,
      Value: 'b',
      Overwrite: true,
      Tags: [{ Key: 'a', Value: 'b' }],
    }),
    call('GetParameter: the newest', ONE, { says: { Parameter: { Value: 'b', Version: 2 } } }),
    call(
      'GetParameter: the first version',
      { Name: '/rack/one:1' },
      { says: { Parameter: { Value: 'a', Version: 1, Selector: ':1' } } },
    ),
    call('GetParameter: a secret, as it lies', { Name: '/rack/word' }),
    call(
      'GetParameter: a secret, opened',
      { Name: '/rack/word', WithDecryption: true },
      { says: { Parameter: { Value: 'hidden' } } },
    ),
    refused('ParameterNotFound', 'GetParameter: no parameter', { Name: '/rack/none' }),
    refused('ParameterVersionNotFound', 'GetParameter: no such version', { Name: '/rack/one:9' }),
    call(
      'GetParameters: one of two',
      { Names: ['/rack/one', '/rack/none'] },
      { says: { InvalidParameters: ['/rack/none'] } },
    ),
    refused('ValidationException', 'GetParameters: too many', { Names: Array.from({ length: 11 }, (_, n) => `p${n}`) }),
    call('GetParametersByPath: all of it', { Path: '/rack', Recursive: true }),
    call('GetParametersByPath: lists', {
      Path: '/rack',
      ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['StringList'] }],
    }),
    call('GetParametersByPath: a page of one', { Path: '/rack', MaxResults: 1 }),
    call('GetParametersByPath: nothing there', { Path: '/none' }, { says: { Parameters: [] } }),
    refused('ValidationException', 'GetParametersByPath: a page of eleven', { Path: '/rack', MaxResults: 11 }),
    refused('ValidationException', 'GetParametersByPath: no path', { Path: 'rack' }),
    call('GetParameters: an image of ECS', {
      Names: ['/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'],
    }),
    call('DescribeParameters: by path', {
      ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: ['/rack'] }],
    }),
    call('DescribeParameters: by name', {
      ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['/rack/o'] }],
    }),
    refused('ValidationException', 'DescribeParameters: a filter that is none', {
      ParameterFilters: [{ Key: 'Colour', Values: ['blue'] }],
    }),
    refused('InvalidFilterKey', 'DescribeParameters: a filter of another operation', {
      ParameterFilters: [{ Key: 'Label', Values: ['blue'] }],
    }),
    refused(
      'HierarchyTypeMismatchException',
      'PutParameter: another type',
      { ...ONE, Type: 'SecureString', Value: 'c', Overwrite: true },
      {
        alone: 'PutParameter, Errors: HierarchyTypeMismatchException. moto changes the type.',
      },
    ),
    call('GetParameterHistory: two versions', ONE),
    refused('ParameterNotFound', 'GetParameterHistory: no parameter', { Name: '/rack/none' }),
    call('AddTagsToResource: another tag', {
      ResourceType: 'Parameter',
      ResourceId: '/rack/one',
      Tags: [{ Key: 'team', Value: 'blue' }],
    }),
    call('RemoveTagsFromResource: the first tag', {
      ResourceType: 'Parameter',
      ResourceId: '/rack/one',
      TagKeys: ['rack'],
    }),
    call(
      'ListTagsForResource: what is left',
      { ResourceType: 'Parameter', ResourceId: '/rack/one' },
      { says: { TagList: [{ Key: 'team', Value: 'blue' }] } },
    ),
    refused('InvalidResourceId', 'ListTagsForResource: no parameter', {
      ResourceType: 'Parameter',
      ResourceId: '/rack/none',
    }),
    call('LabelParameterVersion: the first version', { ...ONE, ParameterVersion: 1, Labels: ['blue'] }),
    call('GetParameter: by label', { Name: '/rack/one:blue' }, { says: { Parameter: { Value: 'a' } } }),
    call('DeleteParameter: one', ONE),
    refused('ParameterNotFound', 'DeleteParameter: one again', ONE),
    call(
      'DeleteParameters: the rest',
      { Names: ['/rack/two', '/rack/none'] },
      { says: { DeletedParameters: ['/rack/two'], InvalidParameters: ['/rack/none'] } },
    ),
  ],
};
