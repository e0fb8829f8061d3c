import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { Cloud } from './fixtures/cloud.ts';
import { appTemplate, stacksOn } from './fixtures/stacks.ts';

const given = (values: Record<string, string>) => ({
  Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
});
const groups = (...lines: string[]) => ['Resources:', ...lines.map((line) => `  ${line}`)].join('\n');
const group = (id: string, properties: string) => `${id}: {Type: AWS::Logs::LogGroup, Properties: ${properties}}`;

t.test('AWS::LanguageExtensions: loops are carried out before anything else', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  const TemplateBody = `
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'a.x,b'}, Keep: {Type: String, Default: Delete}}
Resources:
  Fn::ForEach::Groups:
    - Name
    - !Ref Names
    - Logs&{Name}:
        Type: AWS::Logs::LogGroup
        DeletionPolicy: !Ref Keep
        Properties: {LogGroupName: !Sub '\${Name}-\${AWS::StackName}', RetentionInDays: !Length [1, 2, 3]}
Outputs:
  Fn::ForEach::Names:
    - Name
    - [ax, b]
    - Out\${Name}: {Value: !Ref {'Fn::Sub': x}}
`;
  const body = TemplateBody.replace("!Ref {'Fn::Sub': x}", "!GetAtt 'Logs${Name}.Arn'");
  const create = { StackName: 'app', TemplateBody: body };
  await t.rejects(stacks.call('CreateStack', create), {
    code: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
  });
  await stacks.call('CreateStack', { ...create, Capabilities: ['CAPABILITY_AUTO_EXPAND'] });
  const stack = await stacks.reaches('app', 'CREATE_COMPLETE');
  t.same([...cloud.groups.keys()], ['a.x-app', 'b-app']);
  t.equal(cloud.groups.get('b-app')?.retentionInDays, 3);
  t.same(
    stack.Outputs.map((one: Input) => one.OutputKey),
    ['Outax', 'Outb'],
  );
  const stage = async (TemplateStage: string) =>
    (await stacks.call('GetTemplate', { StackName: 'app', TemplateStage })).TemplateBody;
  t.equal(await stage('Original'), body);
  t.same(Object.keys(JSON.parse(await stage('Processed')).Resources), ['Logsax', 'Logsb']);
  t.match(await stacks.call('ValidateTemplate', { TemplateBody: body }), {
    DeclaredTransforms: ['AWS::LanguageExtensions'],
    Capabilities: ['CAPABILITY_AUTO_EXPAND'],
  });
});

t.test('a loop may go over a parameter that has no default, and tell of its rounds in metadata', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  cloud.parameters.set('/names', 'c,d');
  const template = (type: string) => `
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: ${type}}}
Resources:
  Fn::ForEach::Groups:
    - Name
    - !Ref Names
    - Logs\${Name}:
        Type: AWS::Logs::LogGroup
        Metadata: {Of: !Ref Name}
        Properties: {LogGroupName: !Ref Name}
`;
  const Capabilities = ['CAPABILITY_AUTO_EXPAND'];
  const create = (StackName: string, type: string, Names: string) =>
    stacks.call('CreateStack', { StackName, Capabilities, TemplateBody: template(type), ...given({ Names }) });
  await create('app', 'CommaDelimitedList', 'a, b');
  await stacks.reaches('app', 'CREATE_COMPLETE');
  await create('stored', 'AWS::SSM::Parameter::Value<CommaDelimitedList>', '/names');
  await stacks.reaches('stored', 'CREATE_COMPLETE');
  t.same([...cloud.groups.keys()], ['a', 'b', 'c', 'd']);
  const asked = { StackName: 'stored', LogicalResourceId: 'Logsd' };
  const { StackResourceDetail } = await stacks.call('DescribeStackResource', asked);
  t.equal(StackResourceDetail.Metadata, '{"Of":"d"}');
  t.match(await stacks.call('GetTemplateSummary', { StackName: 'app' }), {
    ResourceIdentifierSummaries: [{ LogicalResourceIds: ['Logsa', 'Logsb'] }],
  });
  await t.rejects(create('none', 'CommaDelimitedList', ''), { message: /At least one Resources member/ });
});

t.test('transforms that are not served are refused by name', async (t) => {
  const stacks = stacksOn(new Cloud());
  const refused = (TemplateBody: string, message: string) =>
    t.rejects(stacks.call('CreateStack', { StackName: 'app', TemplateBody }), { code: 'ValidationError', message });
  const plain = groups(group('A', '{}'));
  await refused(`Transform: MyMacro\n${plain}`, 'No transform named MyMacro found.');
  await refused(
    `Transform: [AWS::Serverless-2016-10-31]\n${plain}`,
    'Transform AWS::Serverless-2016-10-31 is not served here, only AWS::LanguageExtensions.',
  );
  await refused(groups(group('A', "{LogGroupName: {'Fn::Transform': {Name: Up}}}")), 'No transform named Up found.');
});

t.test('dynamic references are looked up when a resource is made, and never stored', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  cloud.parameters.set('/days', '14');
  const arn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:web-abc';
  cloud.secrets.set('web', '{"name": "secret-name"}').set(arn, 'by-arn');
  const template = (more = '') =>
    groups(
      group('A', "{LogGroupName: '{{resolve:secretsmanager:web:SecretString:name}}'}"),
      group('C', `{LogGroupName: 'x-{{resolve:secretsmanager:${arn}}}'}`),
      group('B', `{RetentionInDays: '{{resolve:ssm:/days}}', LogGroupName: b${more}}`),
    );
  const create = { StackName: 'app', TemplateBody: template() };
  await stacks.call('CreateStack', create);
  await stacks.reaches('app', 'CREATE_COMPLETE');
  t.same([...cloud.groups.keys()].sort(), ['b', 'secret-name', 'x-by-arn']);
  t.equal(cloud.groups.get('b')?.retentionInDays, 14);
  const rows = stacks.database.prepare("SELECT state FROM cloudformation_resources WHERE logical_id = 'A'").all();
  t.match(rows, [{ state: /resolve:secretsmanager:web/ }]);
  // "Get a secret or secret value from Secrets Manager": a new value alone is no update.
  cloud.parameters.set('/days', '30');
  await t.rejects(stacks.call('UpdateStack', create), { message: 'No updates are to be performed.' });
  await stacks.call('UpdateStack', { ...create, TemplateBody: template(', Tags: [{Key: a, Value: b}]') });
  await stacks.reaches('app', 'UPDATE_COMPLETE');
  t.equal(cloud.groups.get('b')?.tags.a, 'b');
  const failing: [string, RegExp][] = [
    ['{{resolve:ssm:/none}}', /^Parameters: \[ssm:\/none\] cannot be found\.$/],
    ['{{resolve:secretsmanager:none}}', /Secrets Manager can't find the specified secret/],
    ['{{resolve:secretsmanager:web:SecretString:no}}', /^Could not find a value associated with JSONKey/],
    ['{{resolve:ssm-secure:x:1}}', /ssm-secure are not served here/],
  ];
  for (const [text, reason] of failing) {
    const TemplateBody = groups(group('A', `{LogGroupName: '${text}'}`));
    await stacks.call('CreateStack', { StackName: 'bad', TemplateBody, OnFailure: 'DO_NOTHING' });
    await stacks.reaches('bad', 'CREATE_FAILED');
    const { StackResources } = await stacks.call('DescribeStackResources', { StackName: 'bad' });
    t.match(StackResources, [{ ResourceStatusReason: reason }]);
    const { StackId } = await stacks.describe('bad');
    await stacks.call('DeleteStack', { StackName: 'bad' });
    await stacks.reaches(StackId, 'DELETE_COMPLETE');
  }
});

t.test('Fn::GetStackOutput has the output of a stack that exports nothing', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  await stacks.call('CreateStack', {
    StackName: 'first',
    TemplateBody: `${groups(group('A', '{LogGroupName: a}'))}\nOutputs: {Name: {Value: !Ref A}}`,
  });
  await stacks.reaches('first', 'CREATE_COMPLETE');
  const TemplateBody = groups(
    group('B', "{LogGroupName: !Sub ['of-${N}', {N: !GetStackOutput {StackName: first, OutputName: Name}}]}"),
  );
  await stacks.call('CreateStack', { StackName: 'second', TemplateBody });
  await stacks.reaches('second', 'CREATE_COMPLETE');
  t.same([...cloud.groups.keys()], ['a', 'of-a']);
  const { StackId } = await stacks.describe('first');
  await stacks.call('DeleteStack', { StackName: 'first' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  const third = { StackName: 'third', TemplateBody: TemplateBody.replace('first', `'${StackId}'`) };
  await stacks.call('CreateStack', third);
  await stacks.reaches('third', 'ROLLBACK_COMPLETE');
});

t.test('rules may ask what there is, and parameters of AWS types must name it', async (t) => {
  const cloud = new Cloud();
  const stacks = stacksOn(cloud);
  cloud.vpcs.set('vpc-1', { Tags: [{ Key: 'Env', Value: 'test' }] }).set('vpc-2', { Tags: [] });
  const TemplateBody = `
Parameters: {Vpc: {Type: 'AWS::EC2::VPC::Id'}, Key: {Type: String, Default: a}}
Rules:
  Tested: {Assertions: [{Assert: !Equals [!ValueOf [Vpc, Tags.Env], test], AssertDescription: A test network.}]}
  There:
    Assertions:
      - Assert: !And [!Contains [!RefAll 'AWS::EC2::VPC::Id', !Ref Vpc], !Contains [!ValueOfAll ['AWS::EC2::VPC::Id', Tags.Env], test]]
${groups(group('A', '{}'))}`;
  const create = (Vpc: string) => stacks.call('CreateStack', { StackName: 'app', TemplateBody, ...given({ Vpc }) });
  await t.rejects(create('vpc-2'), { message: 'Template validation error: Rule Tested failed: A test network.' });
  await create('vpc-1');
  await stacks.reaches('app', 'CREATE_COMPLETE');
  await stacks.call('CreateStack', {
    StackName: 'other',
    TemplateBody: TemplateBody.replace(/Rules:[\s\S]*Resources/, 'Resources'),
    ...given({ Vpc: 'vpc-9' }),
  });
  await stacks.reaches('other', 'ROLLBACK_COMPLETE');
  t.ok(
    (await stacks.story('other')).includes(
      'other ROLLBACK_IN_PROGRESS: Parameter validation failed: parameter value vpc-9 for parameter name Vpc does not exist. Rollback requested by user.',
    ),
  );
});

t.test('what a template must not have is refused before anything is made', async (t) => {
  const stacks = stacksOn(new Cloud());
  const plain = groups(group('A', '{}'));
  const refused: [string, string | RegExp][] = [
    [groups(group('A', '{LogGroupName: !Join [a]}')), /^Template error: every Fn::Join object requires two parameters/],
    [
      groups(group('A', '{LogGroupName: !FindInMap [No, a, b]}')),
      "Template error: Mapping named 'No' is not present in the 'Mappings' section of template.",
    ],
    [
      groups(group('A', "{LogGroupName: {'Fn::GetParam': x}}")),
      /^Template error: Encountered unsupported function: Fn::GetParam Supported functions are: \[Fn::Base64,/,
    ],
    [groups(group('A', '{LogGroupName: !Length [a]}')), /Encountered unsupported function: Fn::Length/],
    [groups(group('A', '')), "[/Resources/A/Properties] 'null' values are not allowed in templates"],
    [
      `Conditions: {C: !And [!Equals [a, a]]}\n${plain}`,
      /^Template error: every Fn::And object requires a list of at least 2 and at most 10/,
    ],
    [
      `AWSTemplateFormatVersion: '2020-01-01'\n${plain}`,
      'Template format error: unsupported value for AWSTemplateFormatVersion.',
    ],
    [`Description: ${'x'.repeat(1025)}\n${plain}`, /'Description' length is greater than 1024/],
    [`Parameters: {A: {Type: String, Size: 1}}\n${plain}`, "Invalid template parameter property 'Size'"],
    [`Parameters: {A-b: {Type: String}}\n${plain}`, /^Template format error: Parameter name A-b is non alphanumeric/],
    [`Mappings: {M: {a: {b: {c: d}}}}\n${plain}`, /Every Mappings attribute must be a String or a List\./],
    [`${plain}\nOutputs: {O: {Value: a, Values: b}}`, "Invalid template output property 'Values'"],
  ];
  for (const [TemplateBody, message] of refused)
    await t.rejects(stacks.call('ValidateTemplate', { TemplateBody }), { code: 'ValidationError', message });
});

t.test('properties that a type does not have, or that are not served, fail their resource', async (t) => {
  const stacks = stacksOn(new Cloud());
  const reason = async (properties: string) => {
    const TemplateBody = groups(group('A', properties));
    const { StackId } = await stacks.call('CreateStack', { StackName: 'app', TemplateBody, OnFailure: 'DELETE' });
    await stacks.reaches(StackId, 'DELETE_COMPLETE');
    const story = await stacks.story(StackId);
    return story.find((line) => line.startsWith('A CREATE_FAILED'));
  };
  t.equal(
    await reason('{Foo: 1, RetentionInDays: 2}'),
    'A CREATE_FAILED: Properties validation failed for resource A with message:\n#: extraneous key [Foo] is not permitted\n#/RetentionInDays: failed validation constraint for keyword [enum]',
  );
  t.equal(
    await reason('{DataProtectionPolicy: {}}'),
    'A CREATE_FAILED: Properties of resource A that are not served here: [DataProtectionPolicy]',
  );
});

t.test('GetTemplateSummary tells what an import would ask for', async (t) => {
  const stacks = stacksOn(new Cloud());
  t.match(await stacks.call('GetTemplateSummary', { TemplateBody: appTemplate('v1') }), {
    ResourceIdentifierSummaries: [
      { ResourceType: 'AWS::Logs::LogGroup', LogicalResourceIds: ['Logs'], ResourceIdentifiers: ['LogGroupName'] },
      { ResourceType: 'AWS::ECS::TaskDefinition', ResourceIdentifiers: ['TaskDefinitionArn'] },
      { ResourceType: 'AWS::ECS::Service', ResourceIdentifiers: ['Cluster', 'ServiceArn'] },
    ],
    DeclaredTransforms: [],
  });
});
