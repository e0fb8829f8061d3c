import { boolean, documentText as canonicalText, defined, number, pick, unless, unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { isOurs, tagChanges } from './tags.ts';

const vpc: Handler = {
  attributes: ['VpcId', 'CidrBlock', 'DefaultSecurityGroup'],
  replacedBy: ['CidrBlock', 'InstanceTenancy'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = { ...pick(properties, ['CidrBlock', 'InstanceTenancy']), ...tagged('vpc', properties, context) };
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
  find: (_, context) => findTagged('DescribeVpcs', 'Vpcs', 'VpcId', context),
};

const subnet: Handler = {
  attributes: ['SubnetId', 'AvailabilityZone', 'CidrBlock', 'VpcId'],
  replacedBy: ['AvailabilityZone', 'CidrBlock', 'VpcId'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = {
        ...pick(properties, ['AvailabilityZone', 'CidrBlock', 'VpcId']),
        ...tagged('subnet', properties, context),
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
  find: (_, context) => findTagged('DescribeSubnets', 'Subnets', 'SubnetId', context),
};

const internetGateway: Handler = {
  attributes: ['InternetGatewayId'],
  replacedBy: [],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = tagged('internet-gateway', properties, context);
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
  find: (_, context) => findTagged('DescribeInternetGateways', 'InternetGateways', 'InternetGatewayId', context),
};

const vpcGatewayAttachment: Handler = {
  attributes: ['AttachmentType'],
  replacedBy: ['*'],
  async create(properties, context) {
    const input = pick(properties, ['InternetGatewayId', 'VpcId']);
    const id = await context.once(async () => {
      await tolerating(/^Resource\.AlreadyAssociated$/, context, 'AttachInternetGateway', input);
      return `IGW|${properties.VpcId}`;
    });
    return { physicalId: id, attributes: { AttachmentType: 'IGW' } };
  },
  async delete(properties, context) {
    const input = pick(properties, ['InternetGatewayId', 'VpcId']);
    await unless(/NotFound|^Gateway\.NotAttached$/, context.callAws('ec2', 'DetachInternetGateway', input));
  },
  async find(properties, context) {
    const { InternetGateways } = await context.callAws('ec2', 'DescribeInternetGateways', {});
    const gateway = InternetGateways.find((one: Properties) => one.InternetGatewayId === properties.InternetGatewayId);
    const attached = gateway?.Attachments?.some((one: Properties) => one.VpcId === properties.VpcId);
    return attached ? `IGW|${properties.VpcId}` : undefined;
  },
};

const routeTable: Handler = {
  attributes: ['RouteTableId'],
  replacedBy: ['VpcId'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = { VpcId: properties.VpcId, ...tagged('route-table', properties, context) };
      return (await context.callAws('ec2', 'CreateRouteTable', input)).RouteTable.RouteTableId;
    });
    return { physicalId: id, attributes: { RouteTableId: id } };
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await retag(id, properties, previous, context);
    return { physicalId: id, attributes: { RouteTableId: id } };
  },
  delete: (_, context) => deleteBy('DeleteRouteTable', 'RouteTableId', context),
  find: (_, context) => findTagged('DescribeRouteTables', 'RouteTables', 'RouteTableId', context),
};

const DESTINATION = ['RouteTableId', 'DestinationCidrBlock', 'DestinationIpv6CidrBlock'];
const ROUTE = [...DESTINATION, 'GatewayId', 'NatGatewayId', 'InstanceId', 'NetworkInterfaceId', 'VpcEndpointId'];

const route: Handler = {
  attributes: ['CidrBlock'],
  replacedBy: DESTINATION,
  async create(properties, context) {
    await context.once(async () => {
      await tolerating(/^RouteAlreadyExists$/, context, 'CreateRoute', pick(properties, ROUTE));
      return madeRoute(properties).physicalId;
    });
    return madeRoute(properties);
  },
  async update(properties, context) {
    await context.callAws('ec2', 'ReplaceRoute', pick(properties, ROUTE));
    return madeRoute(properties);
  },
  async delete(properties, context) {
    await unlessGone(context.callAws('ec2', 'DeleteRoute', pick(properties, DESTINATION)));
  },
  find: async (properties) => madeRoute(properties).physicalId,
};

const subnetRouteTableAssociation: Handler = {
  attributes: ['Id'],
  replacedBy: ['*'],
  async create(properties, context) {
    const input = pick(properties, ['RouteTableId', 'SubnetId']);
    const id = await context.once(
      async () => (await context.callAws('ec2', 'AssociateRouteTable', input)).AssociationId,
    );
    return { physicalId: id, attributes: { Id: id } };
  },
  delete: (_, context) => deleteBy('DisassociateRouteTable', 'AssociationId', context),
  async find(properties, context) {
    const { RouteTables } = await context.callAws('ec2', 'DescribeRouteTables', {});
    const table = RouteTables.find((one: Properties) => one.RouteTableId === properties.RouteTableId);
    const association = table?.Associations?.find((one: Properties) => one.SubnetId === properties.SubnetId);
    return association?.RouteTableAssociationId;
  },
};

const securityGroup: Handler = {
  attributes: ['GroupId', 'Id', 'VpcId'],
  replacedBy: ['GroupDescription', 'GroupName', 'VpcId'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = defined({
        GroupName: properties.GroupName ?? context.name(),
        Description: properties.GroupDescription,
        VpcId: properties.VpcId,
        ...tagged('security-group', properties, context),
      });
      return (await context.callAws('ec2', 'CreateSecurityGroup', input)).GroupId;
    });
    await changeRules(id, properties, { SecurityGroupEgress: [ANYWHERE] }, context);
    return madeGroup(id, properties);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    await changeRules(id, properties, previous, context);
    await retag(id, properties, previous, context);
    return madeGroup(id, properties);
  },
  delete: (_, context) => deleteBy('DeleteSecurityGroup', 'GroupId', context),
  find: (_, context) => findTagged('DescribeSecurityGroups', 'SecurityGroups', 'GroupId', context),
};

/** What a new group lets out unless its template says otherwise. */
const ANYWHERE = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

/** A rule as a resource of its own, which its group's resource does not know of. */
function groupRule(direction: 'Ingress' | 'Egress'): Handler {
  return {
    attributes: ['Id'],
    replacedBy: ['*'],
    async create(properties, context) {
      const input = { GroupId: properties.GroupId, IpPermissions: [permission(properties)] };
      const id = await context.once(async () => {
        const answer = await tolerating(/Duplicate/, context, `AuthorizeSecurityGroup${direction}`, input);
        return answer?.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? context.name();
      });
      return { physicalId: id, attributes: { Id: id } };
    },
    async delete(properties, context) {
      const input = { GroupId: properties.GroupId, IpPermissions: [permission(properties)] };
      await unlessGone(context.callAws('ec2', `RevokeSecurityGroup${direction}`, input));
    },
    // Rules have no names to be found by; taking away what is not there is no error.
    find: async (_, context) => context.name(),
  };
}

/** AWS::EC2::*: the network of a rack. */
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
};

// Private

function tagged(type: string, properties: Properties, context: Context): Properties {
  return { TagSpecifications: [{ ResourceType: type, Tags: context.tags(properties.Tags) }] };
}

async function retag(id: string, properties: Properties, previous: Properties, context: Context): Promise<void> {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await context.callAws('ec2', 'CreateTags', { Resources: [id], Tags: set });
  const gone = unset.map((Key) => ({ Key }));
  if (gone.length > 0) await context.callAws('ec2', 'DeleteTags', { Resources: [id], Tags: gone });
}

async function findTagged(operation: string, list: string, idMember: string, context: Context) {
  const answer = await context.callAws('ec2', operation, {});
  const found = answer[list].find(
    (one: Properties) => isOurs(one.Tags ?? [], context) && !context.isKnown(one[idMember]),
  );
  return found?.[idMember] as string | undefined;
}

async function deleteBy(operation: string, idMember: string, context: Context): Promise<void> {
  await unlessGone(context.callAws('ec2', operation, { [idMember]: context.physicalId }));
}

/** A call that, begun again after a crash, may meet its own first success. */
function tolerating(codes: RegExp, context: Context, operation: string, input: Properties) {
  const answer = context.callAws('ec2', operation, input);
  return context.resumed ? unless(codes, answer) : answer;
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

function madeRoute(properties: Properties): Made {
  const block = properties.DestinationCidrBlock ?? properties.DestinationIpv6CidrBlock;
  return { physicalId: `${properties.RouteTableId}|${block}`, attributes: { CidrBlock: block } };
}

function madeGroup(id: string, { VpcId }: Properties): Made {
  return { physicalId: id, attributes: defined({ GroupId: id, Id: id, VpcId }) };
}

async function changeRules(id: string, next: Properties, last: Properties, context: Context): Promise<void> {
  await changeDirection('Ingress', id, next.SecurityGroupIngress ?? [], last.SecurityGroupIngress ?? [], context);
  await changeDirection(
    'Egress',
    id,
    next.SecurityGroupEgress ?? [ANYWHERE],
    last.SecurityGroupEgress ?? [ANYWHERE],
    context,
  );
}

async function changeDirection(
  direction: 'Ingress' | 'Egress',
  GroupId: string,
  next: Properties[],
  last: Properties[],
  { callAws }: Context,
): Promise<void> {
  const missingFrom = (from: Properties[]) => (rule: Properties) =>
    !from.some((other) => canonicalText(permission(other)) === canonicalText(permission(rule)));
  for (const rule of last.filter(missingFrom(next))) {
    const input = { GroupId, IpPermissions: [permission(rule)] };
    await unlessGone(callAws('ec2', `RevokeSecurityGroup${direction}`, input));
  }
  for (const rule of next.filter(missingFrom(last))) {
    const input = { GroupId, IpPermissions: [permission(rule)] };
    await unless(/Duplicate/, callAws('ec2', `AuthorizeSecurityGroup${direction}`, input));
  }
}

function permission(rule: Properties): Properties {
  const { Description } = rule;
  const group = rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId;
  const prefixList = rule.SourcePrefixListId ?? rule.DestinationPrefixListId;
  return defined({
    IpProtocol: String(rule.IpProtocol),
    FromPort: number(rule.FromPort),
    ToPort: number(rule.ToPort),
    IpRanges: rule.CidrIp && [defined({ CidrIp: rule.CidrIp, Description })],
    Ipv6Ranges: rule.CidrIpv6 && [defined({ CidrIpv6: rule.CidrIpv6, Description })],
    UserIdGroupPairs: group && [defined({ GroupId: group, Description })],
    PrefixListIds: prefixList && [defined({ PrefixListId: prefixList, Description })],
  });
}
