import { call, refused, type Scenario } from '../scenario.ts';

const VPC = { VpcId: '{{vpc.Vpc.VpcId}}' };
const OF_VPC = { Filters: [{ Name: 'vpc-id', Values: ['{{vpc.Vpc.VpcId}}'] }] };
const GROUP = { GroupId: '{{group.GroupId}}' };
const GATEWAY = { InternetGatewayId: '{{gateway.InternetGateway.InternetGatewayId}}' };
const TABLE = { RouteTableId: '{{table.RouteTable.RouteTableId}}' };
const WEB = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'web' }] };
const NO_VPC = 'vpc-00000000000000000';
const NAMED = [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'Name', Value: 'rack' }] }];

export const ec2: Scenario = {
  service: 'ec2',
  cases: [
    call('DescribeAvailabilityZones: those of the region', { ZoneNames: ['us-east-1a'] }),
    call('CreateVpc: with a name', { CidrBlock: '10.0.0.0/16', TagSpecifications: NAMED }, { as: 'vpc' }),
    refused('InvalidParameterValue', 'CreateVpc: no block', { CidrBlock: 'rubbish' }),
    refused('InvalidVpc.Range', 'CreateVpc: too large a block', { CidrBlock: '10.0.0.0/8' }),
    call('DescribeVpcs: the one', { VpcIds: ['{{vpc.Vpc.VpcId}}'] }, { until: { Vpcs: [{ State: 'available' }] } }),
    call('DescribeVpcs: by its name, by boto3', { Filters: [{ Name: 'tag:Name', Values: ['rack'] }] }, { by: 'boto3' }),
    refused('InvalidVpcID.NotFound', 'DescribeVpcs: no network', { VpcIds: [NO_VPC] }),
    call('ModifyVpcAttribute: names', { ...VPC, EnableDnsHostnames: { Value: true } }),
    call('DescribeVpcAttribute: names', { ...VPC, Attribute: 'enableDnsHostnames' }),
    call(
      'CreateSubnet: in a zone',
      { ...VPC, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-east-1a' },
      { as: 'subnet' },
    ),
    refused('InvalidSubnet.Conflict', 'CreateSubnet: a block that is taken', { ...VPC, CidrBlock: '10.0.0.0/25' }),
    refused('InvalidSubnet.Range', 'CreateSubnet: a block of elsewhere', { ...VPC, CidrBlock: '192.168.0.0/24' }),
    refused('InvalidVpcID.NotFound', 'CreateSubnet: no network', { VpcId: NO_VPC, CidrBlock: '10.0.9.0/24' }),
    call('ModifySubnetAttribute: public addresses', {
      SubnetId: '{{subnet.Subnet.SubnetId}}',
      MapPublicIpOnLaunch: { Value: true },
    }),
    call('DescribeSubnets: of the network', OF_VPC, {
      until: { Subnets: [{ State: 'available', MapPublicIpOnLaunch: true }] },
    }),
    refused('InvalidSubnetID.NotFound', 'DescribeSubnets: no subnet', { SubnetIds: ['subnet-00000000000000000'] }),
    call('CreateInternetGateway: a new one', {}, { as: 'gateway' }),
    call('AttachInternetGateway: to the network', { ...GATEWAY, ...VPC }),
    refused('Resource.AlreadyAssociated', 'AttachInternetGateway: again', { ...GATEWAY, ...VPC }),
    refused('InvalidInternetGatewayID.NotFound', 'AttachInternetGateway: no gateway', {
      InternetGatewayId: 'igw-00000000000000000',
      ...VPC,
    }),
    call('DescribeInternetGateways: attached', {
      InternetGatewayIds: ['{{gateway.InternetGateway.InternetGatewayId}}'],
    }),
    call('CreateRouteTable: a new one', VPC, { as: 'table' }),
    call('CreateRoute: to everywhere', {
      ...TABLE,
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: '{{gateway.InternetGateway.InternetGatewayId}}',
    }),
    refused('RouteAlreadyExists', 'CreateRoute: again', {
      ...TABLE,
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: '{{gateway.InternetGateway.InternetGatewayId}}',
    }),
    refused('InvalidRouteTableID.NotFound', 'CreateRoute: no table', {
      RouteTableId: 'rtb-00000000000000000',
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: '{{gateway.InternetGateway.InternetGatewayId}}',
    }),
    call(
      'AssociateRouteTable: with the subnet',
      { ...TABLE, SubnetId: '{{subnet.Subnet.SubnetId}}' },
      { as: 'association' },
    ),
    call('DescribeRouteTables: the one', { RouteTableIds: ['{{table.RouteTable.RouteTableId}}'] }),
    refused('DependencyViolation', 'DeleteRouteTable: one that is in use', TABLE),
    call('CreateSecurityGroup: a new one', { GroupName: 'web', Description: 'the web', ...VPC }, { as: 'group' }),
    refused('InvalidGroup.Duplicate', 'CreateSecurityGroup: a name that is taken', {
      GroupName: 'web',
      Description: 'the web',
      ...VPC,
    }),
    call('AuthorizeSecurityGroupIngress: the web', { ...GROUP, IpPermissions: [WEB] }),
    refused('InvalidPermission.Duplicate', 'AuthorizeSecurityGroupIngress: again', { ...GROUP, IpPermissions: [WEB] }),
    refused('InvalidGroup.NotFound', 'AuthorizeSecurityGroupIngress: no group', {
      GroupId: 'sg-00000000000000000',
      IpPermissions: [WEB],
    }),
    call('DescribeSecurityGroups: the one', { GroupIds: ['{{group.GroupId}}'] }),
    call('DescribeSecurityGroupRules: of the group', {
      Filters: [{ Name: 'group-id', Values: ['{{group.GroupId}}'] }],
    }),
    refused('InvalidGroup.NotFound', 'DescribeSecurityGroups: no group', { GroupIds: ['sg-00000000000000000'] }),
    call('RevokeSecurityGroupIngress: the web', { ...GROUP, IpPermissions: [WEB] }),
    call('CreateTags: another', { Resources: ['{{vpc.Vpc.VpcId}}'], Tags: [{ Key: 'team', Value: 'blue' }] }),
    call('DescribeTags: of the network', { Filters: [{ Name: 'resource-id', Values: ['{{vpc.Vpc.VpcId}}'] }] }),
    call('DeleteTags: the first', { Resources: ['{{vpc.Vpc.VpcId}}'], Tags: [{ Key: 'Name' }] }),
    refused('DependencyViolation', 'DeleteVpc: one with subnets', VPC),
    call('DisassociateRouteTable: from the subnet', { AssociationId: '{{association.AssociationId}}' }),
    call('DeleteRouteTable: the one', TABLE),
    call('DeleteSecurityGroup: the one', GROUP),
    refused('InvalidGroup.NotFound', 'DeleteSecurityGroup: again', GROUP),
    call('DeleteSubnet: the one', { SubnetId: '{{subnet.Subnet.SubnetId}}' }),
    call('DetachInternetGateway: from the network', { ...GATEWAY, ...VPC }),
    refused('Gateway.NotAttached', 'DetachInternetGateway: again', { ...GATEWAY, ...VPC }),
    call('DeleteInternetGateway: the one', GATEWAY),
    call('DeleteVpc: the one', VPC),
    refused('InvalidVpcID.NotFound', 'DeleteVpc: again', VPC),
    refused('MissingParameter', 'CreateSubnet: nothing said', {}),
    refused(
      'InvalidAction',
      'DescribeFleets: not served',
      {},
      { alone: 'Common error types of the Amazon EC2 API: InvalidAction.' },
    ),
  ],
};
