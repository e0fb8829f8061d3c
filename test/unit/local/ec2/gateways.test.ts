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

/** A VPC with a gateway to the internet, a subnet and a route table. */
async function newNetwork() {
  const { VpcId } = (await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc;
  const { InternetGatewayId } = (await call('CreateInternetGateway')).InternetGateway;
  await call('AttachInternetGateway', { VpcId, InternetGatewayId });
  const { SubnetId } = (await call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })).Subnet;
  const { RouteTableId } = (await call('CreateRouteTable', { VpcId })).RouteTable;
  return { VpcId, InternetGatewayId, SubnetId, RouteTableId };
}

t.test('a NAT gateway holds its subnet, its address and the internet gateway', async (t) => {
  const { VpcId, InternetGatewayId, SubnetId, RouteTableId } = await newNetwork();
  await t.rejects(call('CreateNatGateway', { SubnetId }), { code: 'MissingParameter' });
  const { AllocationId, PublicIp } = await call('AllocateAddress', { Domain: 'vpc' });
  const { NatGatewayId } = (await call('CreateNatGateway', { SubnetId, AllocationId })).NatGateway;
  t.match(await call('DescribeNatGateways', { Filter: [{ Name: 'vpc-id', Values: [VpcId] }] }), {
    NatGateways: [{ NatGatewayId, State: 'available', NatGatewayAddresses: [{ PublicIp, PrivateIp: '10.0.1.4' }] }],
  });
  t.match(await call('DescribeAddresses', { PublicIps: [PublicIp] }), {
    Addresses: [{ AllocationId, PrivateIpAddress: '10.0.1.4' }],
  });
  t.match(await call('DescribeSubnets', { SubnetIds: [SubnetId] }), { Subnets: [{ AvailableIpAddressCount: 250 }] });
  await call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId });

  await t.rejects(call('CreateNatGateway', { SubnetId, AllocationId }), { code: 'Resource.AlreadyAssociated' });
  await t.rejects(call('ReleaseAddress', { AllocationId }), { code: 'InvalidIPAddress.InUse' });
  await t.rejects(call('DetachInternetGateway', { VpcId, InternetGatewayId }), { code: 'DependencyViolation' });
  await t.rejects(call('DeleteSubnet', { SubnetId }), { code: 'DependencyViolation' });

  await call('DeleteNatGateway', { NatGatewayId });
  await t.rejects(call('DeleteNatGateway', { NatGatewayId }), { code: 'NatGatewayNotFound' });
  const [table] = (await call('DescribeRouteTables', { RouteTableIds: [RouteTableId] })).RouteTables;
  t.match(table.Routes[1], { NatGatewayId, State: 'blackhole' });
  await call('ReleaseAddress', { AllocationId });
  await call('DetachInternetGateway', { VpcId, InternetGatewayId });
  await call('DeleteSubnet', { SubnetId });
  await call('DeleteRouteTable', { RouteTableId });
  await call('DeleteVpc', { VpcId });
});

t.test('a sixth address is more than an account may have', async (t) => {
  const ids = [];
  for (let count = 0; count < 5; count += 1) ids.push((await call('AllocateAddress')).AllocationId);
  await t.rejects(call('AllocateAddress'), { code: 'AddressLimitExceeded' });
  for (const AllocationId of ids) await call('ReleaseAddress', { AllocationId });
  await t.rejects(call('DescribeAddresses', { AllocationIds: ids }), { code: 'InvalidAllocationID.NotFound' });
});

t.test('a route leads to a gateway of its own VPC', async (t) => {
  const { RouteTableId } = await newNetwork();
  const { InternetGatewayId } = await newNetwork();
  const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' };
  await t.rejects(call('CreateRoute', { ...route, GatewayId: InternetGatewayId }), { code: 'InvalidParameterValue' });
  await t.rejects(call('CreateRoute', { ...route, NatGatewayId: 'nat-1' }), { code: 'InvalidNatGatewayID.NotFound' });
});

t.test('endpoints: gateways stand in route tables, interfaces in subnets', async (t) => {
  const { VpcId, SubnetId, RouteTableId } = await newNetwork();
  const service = (name: string) => ({ VpcId, ServiceName: `com.amazonaws.${config.region}.${name}` });
  const gateway = (await call('CreateVpcEndpoint', { ...service('s3'), RouteTableIds: [RouteTableId] })).VpcEndpoint;
  const [table] = (await call('DescribeRouteTables', { RouteTableIds: [RouteTableId] })).RouteTables;
  t.match(table.Routes[1], { DestinationPrefixListId: /^pl-/, GatewayId: gateway.VpcEndpointId });

  const logs = { ...service('logs'), VpcEndpointType: 'Interface', SubnetIds: [SubnetId], PrivateDnsEnabled: true };
  await t.rejects(call('CreateVpcEndpoint', logs), { code: 'InvalidParameter', message: /enableDnsHostnames/ });
  await call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: 'true' } });
  const { GroupId } = await call('CreateSecurityGroup', { GroupName: 'endpoints', Description: 'd', VpcId });
  const made = (await call('CreateVpcEndpoint', { ...logs, SecurityGroupIds: [GroupId] })).VpcEndpoint;
  t.match(made, { NetworkInterfaceIds: [/^eni-/], Groups: [{ GroupId }], DnsEntries: [{}] });
  await t.rejects(call('CreateVpcEndpoint', logs), { message: /conflicting DNS domain/ });
  await t.rejects(call('CreateVpcEndpoint', service('nothing')), { code: 'InvalidServiceName' });
  await t.rejects(call('CreateVpcEndpoint', service('logs')), { code: 'InvalidParameter' });
  await t.rejects(call('DeleteSecurityGroup', { GroupId }), { code: 'DependencyViolation' });
  await t.rejects(call('DeleteSubnet', { SubnetId }), { code: 'DependencyViolation' });
  const [eni] = made.NetworkInterfaceIds;
  await t.rejects(call('DeleteNetworkInterface', { NetworkInterfaceId: eni }), { message: /is currently in use/ });

  const ids = [gateway.VpcEndpointId, made.VpcEndpointId];
  t.strictSame(await call('DeleteVpcEndpoints', { VpcEndpointIds: ids }), { Unsuccessful: [] });
  t.match(await call('DeleteVpcEndpoints', { VpcEndpointIds: ['vpce-1'] }), {
    Unsuccessful: [{ ResourceId: 'vpce-1' }],
  });
  t.strictSame(await call('DescribeNetworkInterfaces'), { NetworkInterfaces: [] });
});

t.test('a launch template has versions, of which one is the default', async (t) => {
  const LaunchTemplateName = 'instances';
  const data = (InstanceType: string) => ({ LaunchTemplateName, LaunchTemplateData: { InstanceType } });
  const { LaunchTemplateId } = (await call('CreateLaunchTemplate', data('t3.small'))).LaunchTemplate;
  await t.rejects(call('CreateLaunchTemplate', data('t3.small')), {
    code: 'InvalidLaunchTemplateName.AlreadyExistsException',
  });
  await call('CreateLaunchTemplateVersion', data('t3.large'));
  t.match(await call('DescribeLaunchTemplates'), {
    LaunchTemplates: [{ LaunchTemplateId, DefaultVersionNumber: 1, LatestVersionNumber: 2 }],
  });
  const types = async (Versions?: string[]) =>
    (await call('DescribeLaunchTemplateVersions', { LaunchTemplateId, Versions })).LaunchTemplateVersions.map(
      (version: Input) => version.LaunchTemplateData.InstanceType,
    );
  t.strictSame(await types(), ['t3.large', 't3.small']);
  t.strictSame(await types(['$Default', '2']), ['t3.small', 't3.large']);
  await call('ModifyLaunchTemplate', { LaunchTemplateId, DefaultVersion: '2' });
  t.strictSame(await types(['$Default']), ['t3.large']);
  await t.rejects(types(['3']), { code: 'InvalidLaunchTemplateId.VersionNotFound' });
  await call('DeleteLaunchTemplate', { LaunchTemplateId });
  await t.rejects(types(), { code: 'InvalidLaunchTemplateId.NotFound' });
});

t.test('rules that name a prefix list are refused, since there is none', async (t) => {
  const { VpcId } = await newNetwork();
  const { GroupId } = await call('CreateSecurityGroup', { GroupName: 'g', Description: 'd', VpcId });
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds: [{ PrefixListId: 'pl-1' }] }];
  await t.rejects(call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions }), {
    code: 'InvalidPrefixListID.NotFound',
  });
});
