/** Handlers on the services that they call, in one process. */
import t from 'tap';
import type { Config } from '../../../../../local/config.ts';
import { createEc2 } from '../../../../../local/ec2/service.ts';
import { createRegistry } from '../../../../../local/endpoint/registry.ts';
import type { Input } from '../../../../../local/endpoint/service.ts';
import { createSsm } from '../../../../../local/ssm/service.ts';
import { openDatabase } from '../../../../../local/store/database.ts';
import { stacksOn } from '../fixtures/stacks.ts';

const config = { region: 'eu-west-1', account: '000000000000', home: '/none' } as Config;

function account() {
  const database = openDatabase(':memory:');
  const registry = createRegistry();
  for (const service of [createEc2({ config, database }), createSsm({ config, database })]) registry.add(service);
  return { registry, stacks: stacksOn({ call: registry.callAws }, database) };
}

const network = (table: string, description: string, gateway = 'First') => `
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  A: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  B: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Way: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref ${table}}}
  First: {Type: AWS::EC2::InternetGateway}
  Second: {Type: AWS::EC2::InternetGateway}
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref ${gateway}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: web}}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0, Description: ${description}}
`;

t.test('what AWS changes in place is changed in place', async (t) => {
  const { registry, stacks } = account();
  const ids = async () => {
    const { StackResources } = await stacks.call('DescribeStackResources', { StackName: 'net' });
    return new Map<string, string>(StackResources.map((one: Input) => [one.LogicalResourceId, one.PhysicalResourceId]));
  };
  await stacks.call('CreateStack', { StackName: 'net', TemplateBody: network('A', 'one') });
  await stacks.reaches('net', 'CREATE_COMPLETE');
  const before = await ids();
  await stacks.call('UpdateStack', { StackName: 'net', TemplateBody: network('B', 'two', 'Second') });
  await stacks.reaches('net', 'UPDATE_COMPLETE');
  const after = await ids();
  t.equal(after.get('Rule'), before.get('Rule'));
  const { SecurityGroupRules } = await registry.callAws('ec2', 'DescribeSecurityGroupRules', {});
  t.same(
    SecurityGroupRules.filter((one: Input) => one.FromPort === 80).map((one: Input) => one.Description),
    ['two'],
  );
  const { RouteTables } = await registry.callAws('ec2', 'DescribeRouteTables', {});
  const tableOf = (id: string | undefined) =>
    RouteTables.find(({ Associations }: Input) => Associations.some((one: Input) => one.RouteTableAssociationId === id))
      ?.RouteTableId;
  t.equal(tableOf(after.get('Way')), after.get('B'), 'by another association behind the same logical id');
  t.equal(tableOf(before.get('Way')), undefined);
  const { InternetGateways } = await registry.callAws('ec2', 'DescribeInternetGateways', {});
  const attached = InternetGateways.filter(({ Attachments }: Input) => Attachments.length > 0);
  t.same(
    attached.map((one: Input) => one.InternetGatewayId),
    [after.get('Second')],
  );
  t.same(stacks.problems, []);
});

t.test('a parameter in Parameter Store is made, changed with its tags, and taken away', async (t) => {
  const { registry, stacks } = account();
  const template = (value: string, tags = '{a: b}') =>
    `Resources: {P: {Type: AWS::SSM::Parameter, Properties: {Name: /p, Type: String, Value: ${value}, Tags: ${tags}}}}
Outputs: {Value: {Value: !GetAtt P.Value}}`;
  const tags = async () => {
    const input = { ResourceType: 'Parameter', ResourceId: '/p' };
    const { TagList } = await registry.callAws('ssm', 'ListTagsForResource', input);
    return TagList.filter(({ Key }: Input) => !Key.startsWith('aws:')).map(
      ({ Key, Value }: Input) => `${Key}=${Value}`,
    );
  };
  const stack = { StackName: 'app', Tags: [{ Key: 'team', Value: 'x' }] };
  const { StackId } = await stacks.call('CreateStack', { ...stack, TemplateBody: template('1') });
  await stacks.reaches('app', 'CREATE_COMPLETE');
  t.same((await tags()).sort(), ['a=b', 'team=x']);
  await stacks.call('UpdateStack', { ...stack, Tags: [], TemplateBody: template('2', '{c: d}') });
  t.match((await stacks.reaches('app', 'UPDATE_COMPLETE')).Outputs, [{ OutputValue: '2' }]);
  t.same(await tags(), ['c=d']);
  await stacks.call('DeleteStack', { StackName: 'app' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  const { InvalidParameters } = await registry.callAws('ssm', 'GetParameters', { Names: ['/p'] });
  t.same(InvalidParameters, ['/p']);
});
