import { boolean, defined, pick, unless } from './answers.ts';
import { deleteBy, ec2Tags, findTagged, retag, tolerating } from './ec2-call.ts';
import { launchTemplate } from './ec2-launch-template.ts';
import { elasticIp, natGateway } from './ec2-nat-gateway.ts';
import { route, routeTable, subnetRouteTableAssociation } from './ec2-route-table.ts';
import { groupRule, securityGroup } from './ec2-security-group.ts';
import { vpcEndpoint } from './ec2-vpc-endpoint.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';

const vpc: Handler = {
  serves: ['CidrBlock', 'EnableDnsHostnames', 'EnableDnsSupport', 'InstanceTenancy', 'Tags'],
  attributes: ['VpcId', 'CidrBlock', 'DefaultSecurityGroup'],
  replacedBy: ['CidrBlock', 'InstanceTenancy'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = { ...pick(properties, ['CidrBlock', 'InstanceTenancy']), ...ec2Tags('vpc', properties, context) };
      return (await context.callAws('ec2', 'CreateVpc', input)).Vpc.VpcId;
    });
    await setDns(id, properties, context);
    return madeVpc(id, properties, context);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await setDns(id, properties, context);
    await retag(id, properties, previous, context);
    return madeVpc(id, properties, context);
  },
  delete: (_, context) => deleteBy('DeleteVpc', 'VpcId', context),
  findsOwn: true,
  find: (_, context) => findTagged('DescribeVpcs', 'Vpcs', 'VpcId', context),
};

const subnet: Handler = {
  serves: ['AvailabilityZone', 'CidrBlock', 'MapPublicIpOnLaunch', 'Tags', 'VpcId'],
  attributes: ['SubnetId', 'AvailabilityZone', 'CidrBlock', 'VpcId'],
  replacedBy: ['AvailabilityZone', 'CidrBlock', 'VpcId'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = {
        ...pick(properties, ['AvailabilityZone', 'CidrBlock', 'VpcId']),
        ...ec2Tags('subnet', properties, context),
      };
      return (await context.callAws('ec2', 'CreateSubnet', input)).Subnet.SubnetId;
    });
    await mapPublicIps(id, properties, context);
    return madeSubnet(id, context);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await mapPublicIps(id, properties, context);
    await retag(id, properties, previous, context);
    return madeSubnet(id, context);
  },
  delete: (_, context) => deleteBy('DeleteSubnet', 'SubnetId', context),
  findsOwn: true,
  find: (_, context) => findTagged('DescribeSubnets', 'Subnets', 'SubnetId', context),
};

const internetGateway: Handler = {
  serves: ['Tags'],
  attributes: ['InternetGatewayId'],
  replacedBy: [],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = ec2Tags('internet-gateway', properties, context);
      return (await context.callAws('ec2', 'CreateInternetGateway', input)).InternetGateway.InternetGatewayId;
    });
    return { physicalId: id, attributes: { InternetGatewayId: id } };
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await retag(id, properties, previous, context);
    return { physicalId: id, attributes: { InternetGatewayId: id } };
  },
  delete: (_, context) => deleteBy('DeleteInternetGateway', 'InternetGatewayId', context),
  findsOwn: true,
  find: (_, context) => findTagged('DescribeInternetGateways', 'InternetGateways', 'InternetGatewayId', context),
};

const vpcGatewayAttachment: Handler = {
  serves: ['InternetGatewayId', 'VpcId'],
  attributes: ['AttachmentType'],
  // AWS deletes before it creates here: another VPC is given in place, which comes to the same.
  replacedBy: [],
  async create(properties, context) {
    const input = pick(properties, ['InternetGatewayId', 'VpcId']);
    const id = await context.once(async () => {
      await tolerating(/^Resource\.AlreadyAssociated$/, context, 'AttachInternetGateway', input);
      return `IGW|${properties.VpcId}`;
    });
    return { physicalId: id, attributes: { AttachmentType: 'IGW' } };
  },
  async update(properties, context, previous) {
    await detach(previous, context);
    const input = pick(properties, ['InternetGatewayId', 'VpcId']);
    await tolerating(/^Resource\.AlreadyAssociated$/, context, 'AttachInternetGateway', input);
    return { physicalId: `IGW|${properties.VpcId}`, attributes: { AttachmentType: 'IGW' } };
  },
  delete: detach,
  async find(properties, context) {
    const { InternetGateways } = await context.callAws('ec2', 'DescribeInternetGateways', {});
    const gateway = InternetGateways.find((one: Properties) => one.InternetGatewayId === properties.InternetGatewayId);
    const attached = gateway?.Attachments?.some((one: Properties) => one.VpcId === properties.VpcId);
    return attached ? `IGW|${properties.VpcId}` : undefined;
  },
};

/** AWS::EC2::*: the network of a rack, and what its instances would be launched from. */
export const ec2Handlers: HandlerTable = {
  'AWS::EC2::VPC': vpc,
  'AWS::EC2::Subnet': subnet,
  'AWS::EC2::InternetGateway': internetGateway,
  'AWS::EC2::VPCGatewayAttachment': vpcGatewayAttachment,
  'AWS::EC2::RouteTable': routeTable,
  'AWS::EC2::Route': route,
  'AWS::EC2::SubnetRouteTableAssociation': subnetRouteTableAssociation,
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupIngress': groupRule('Ingress'),
  'AWS::EC2::SecurityGroupEgress': groupRule('Egress'),
  'AWS::EC2::EIP': elasticIp,
  'AWS::EC2::NatGateway': natGateway,
  'AWS::EC2::VPCEndpoint': vpcEndpoint,
  'AWS::EC2::LaunchTemplate': launchTemplate,
};

// Private

async function detach(properties: Properties, context: Context): Promise<void> {
  const input = pick(properties, ['InternetGatewayId', 'VpcId']);
  await unless(/NotFound|^Gateway\.NotAttached$/, context.callAws('ec2', 'DetachInternetGateway', input));
}

async function setDns(id: string, properties: Properties, context: Context): Promise<void> {
  for (const name of ['EnableDnsSupport', 'EnableDnsHostnames']) {
    const value = boolean(properties[name]);
    if (value !== undefined)
      await context.callAws('ec2', 'ModifyVpcAttribute', { VpcId: id, [name]: { Value: value } });
  }
}

async function madeVpc(id: string, properties: Properties, context: Context): Promise<Made> {
  const Filters = [
    { Name: 'vpc-id', Values: [id] },
    { Name: 'group-name', Values: ['default'] },
  ];
  const { SecurityGroups } = await context.callAws('ec2', 'DescribeSecurityGroups', { Filters });
  const group = SecurityGroups.find((one: Properties) => one.VpcId === id && one.GroupName === 'default');
  const attributes = { VpcId: id, CidrBlock: properties.CidrBlock, DefaultSecurityGroup: group?.GroupId };
  return { physicalId: id, attributes: defined(attributes) };
}

async function mapPublicIps(id: string, properties: Properties, context: Context): Promise<void> {
  const value = boolean(properties.MapPublicIpOnLaunch);
  if (value === undefined) return;
  await context.callAws('ec2', 'ModifySubnetAttribute', { SubnetId: id, MapPublicIpOnLaunch: { Value: value } });
}

async function madeSubnet(id: string, context: Context): Promise<Made> {
  const { Subnets } = await context.callAws('ec2', 'DescribeSubnets', { SubnetIds: [id] });
  const found = pick(Subnets[0] ?? {}, ['AvailabilityZone', 'CidrBlock', 'VpcId']);
  return { physicalId: id, attributes: { SubnetId: id, ...found } };
}
