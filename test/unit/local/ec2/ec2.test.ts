import { join } from 'node:path';
import t from 'tap';
import { createEc2 } from '../../../../local/ec2/service.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

const config = newPlace();
const database = openDatabase(join(config.home, 'local.db'));
t.teardown(() => database.close());
const { operations } = createEc2({ config, database });
const call = async (operation: string, input: Input = {}): Promise<Input> =>
  (await operations[operation]?.(input)) ?? {};

t.test('a network is recorded, found by filters, and deleted only from its leaves up', async (t) => {
  const { VpcId } = (await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc;
  const { SubnetId } = (await call('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' })).Subnet;
  const { InternetGatewayId } = (await call('CreateInternetGateway')).InternetGateway;
  const { RouteTableId } = (await call('CreateRouteTable', { VpcId })).RouteTable;
  await call('AttachInternetGateway', { VpcId, InternetGatewayId });
  await call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId });
  const { AssociationId } = await call('AssociateRouteTable', { RouteTableId, SubnetId });
  const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });
  t.match(await call('DescribeRouteTables', filter('association.subnet-id', SubnetId)), {
    RouteTables: [{ RouteTableId }],
  });
  t.match(await call('DescribeSubnets', filter('vpc-id', 'vpc-*')), { Subnets: [{ SubnetId }] });
  t.strictSame(await call('DescribeSubnets', filter('vpc-id', 'vpc-no')), { Subnets: [] });
  await t.rejects(call('DeleteVpc', { VpcId }), { code: 'DependencyViolation' });
  await t.rejects(call('DeleteRouteTable', { RouteTableId }), { code: 'DependencyViolation' });
  await call('DisassociateRouteTable', { AssociationId });
  await call('DeleteRouteTable', { RouteTableId });
  await call('DetachInternetGateway', { VpcId, InternetGatewayId });
  await call('DeleteInternetGateway', { InternetGatewayId });
  await call('DeleteSubnet', { SubnetId });
  await call('DeleteVpc', { VpcId });
  t.strictSame(await call('DescribeSecurityGroups'), { SecurityGroups: [] }, 'the default group goes with its VPC');
});

t.test('rules of a security group are added once and taken away by id or by what they say', async (t) => {
  const { VpcId } = (await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc;
  const { GroupId } = await call('CreateSecurityGroup', { GroupName: 'g', GroupDescription: 'd', VpcId });
  const web = { GroupId, IpProtocol: 'tcp', FromPort: '80', ToPort: '80', CidrIp: '0.0.0.0/0' };
  const [rule] = (await call('AuthorizeSecurityGroupIngress', web)).SecurityGroupRules;
  await t.rejects(call('AuthorizeSecurityGroupIngress', web), { code: 'InvalidPermission.Duplicate' });
  await call('RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds: [rule.SecurityGroupRuleId] });
  await call('AuthorizeSecurityGroupIngress', web);
  await call('RevokeSecurityGroupIngress', web);
  await t.rejects(call('RevokeSecurityGroupIngress', web), { code: 'InvalidPermission.NotFound' });
  t.match(await call('DescribeSecurityGroups', { GroupIds: [GroupId] }), { SecurityGroups: [{ IpPermissions: [] }] });
});
