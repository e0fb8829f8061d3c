import { randomBytes } from 'node:crypto';
import { AwsError } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { Records } from '../store/records.ts';

export interface Tag {
  Key: string;
  Value: string;
}

export interface Vpc {
  VpcId: string;
  CidrBlock: string;
  EnableDnsSupport: boolean;
  EnableDnsHostnames: boolean;
  Tags: Tag[];
}

export interface Subnet {
  SubnetId: string;
  VpcId: string;
  CidrBlock: string;
  AvailabilityZone: string;
  MapPublicIpOnLaunch: boolean;
  Tags: Tag[];
}

export interface InternetGateway {
  InternetGatewayId: string;
  VpcId?: string | undefined;
  Tags: Tag[];
}

export interface Route {
  DestinationCidrBlock: string;
  /** Where it leads: one of the two. */
  GatewayId?: string;
  NatGatewayId?: string;
  Origin: 'CreateRouteTable' | 'CreateRoute';
}

export interface RouteTable {
  RouteTableId: string;
  VpcId: string;
  Main: boolean;
  Routes: Route[];
  Associations: { RouteTableAssociationId: string; SubnetId?: string }[];
  Tags: Tag[];
}

export interface Rule {
  SecurityGroupRuleId: string;
  IsEgress: boolean;
  IpProtocol: string;
  FromPort: number;
  ToPort: number;
  CidrIpv4?: string | undefined;
  CidrIpv6?: string | undefined;
  ReferencedGroupId?: string | undefined;
  Description?: string | undefined;
}

export interface SecurityGroup {
  GroupId: string;
  GroupName: string;
  Description: string;
  VpcId: string;
  Rules: Rule[];
  Tags: Tag[];
}

/** An address in a subnet, with the security groups that guard it. */
export interface NetworkInterface {
  NetworkInterfaceId: string;
  InterfaceType: 'interface' | 'nat_gateway' | 'vpc_endpoint';
  SubnetId: string;
  VpcId: string;
  AvailabilityZone: string;
  PrivateIpAddress: string;
  Groups: string[];
  Description: string;
  Tags: Tag[];
}

/** An Elastic IP address. */
export interface Address {
  AllocationId: string;
  PublicIp: string;
  Tags: Tag[];
}

export interface NatGateway {
  NatGatewayId: string;
  ConnectivityType: 'public' | 'private';
  AllocationId?: string | undefined;
  NetworkInterfaceId: string;
  SubnetId: string;
  VpcId: string;
  CreateTime: string;
  Tags: Tag[];
}

export interface VpcEndpoint {
  VpcEndpointId: string;
  VpcEndpointType: 'Gateway' | 'Interface';
  VpcId: string;
  ServiceName: string;
  PolicyDocument: string;
  RouteTableIds: string[];
  SubnetIds: string[];
  Groups: string[];
  PrivateDnsEnabled: boolean;
  NetworkInterfaceIds: string[];
  CreationTimestamp: string;
  Tags: Tag[];
}

export interface LaunchTemplate {
  LaunchTemplateId: string;
  LaunchTemplateName: string;
  CreateTime: string;
  DefaultVersionNumber: number;
  /** The versions in the order of their numbers, which begin with 1. */
  Versions: { CreateTime: string; VersionDescription?: string | undefined; LaunchTemplateData: object }[];
  Tags: Tag[];
}

/** All that this EC2 records. */
export type Network = ReturnType<typeof openNetwork>;

export function openNetwork(database: Database) {
  return {
    vpcs: new Records<Vpc>(database, 'ec2_vpc', notFound('InvalidVpcID.NotFound', 'vpc')),
    subnets: new Records<Subnet>(database, 'ec2_subnet', notFound('InvalidSubnetID.NotFound', 'subnet')),
    gateways: new Records<InternetGateway>(
      database,
      'ec2_internet_gateway',
      notFound('InvalidInternetGatewayID.NotFound', 'internetGateway'),
    ),
    routeTables: new Records<RouteTable>(
      database,
      'ec2_route_table',
      notFound('InvalidRouteTableID.NotFound', 'routeTable'),
    ),
    securityGroups: new Records<SecurityGroup>(
      database,
      'ec2_security_group',
      notFound('InvalidGroup.NotFound', 'security group'),
    ),
    interfaces: new Records<NetworkInterface>(
      database,
      'ec2_network_interface',
      notFound('InvalidNetworkInterfaceID.NotFound', 'networkInterface'),
    ),
    addresses: new Records<Address>(database, 'ec2_address', notFound('InvalidAllocationID.NotFound', 'allocation')),
    natGateways: new Records<NatGateway>(
      database,
      'ec2_nat_gateway',
      notFound('NatGatewayNotFound', (id) => `The Nat Gateway ${id} was not found`),
    ),
    endpoints: new Records<VpcEndpoint>(
      database,
      'ec2_vpc_endpoint',
      notFound('InvalidVpcEndpointId.NotFound', (id) => `The Vpc Endpoint Id '${id}' does not exist`),
    ),
    launchTemplates: new Records<LaunchTemplate>(
      database,
      'ec2_launch_template',
      notFound(
        'InvalidLaunchTemplateId.NotFound',
        (id) => `The specified launch template, with template ID ${id}, does not exist.`,
      ),
    ),
  };
}

/** An id as EC2 gives them: the kind and 17 hexadecimal digits. */
export function newId(kind: string): string {
  return `${kind}-${randomBytes(9).toString('hex').slice(0, 17)}`;
}

/** What EC2 answers when something is still used by something else. */
export function dependency(noun: string, id: string): AwsError {
  return new AwsError('DependencyViolation', `The ${noun} '${id}' has dependencies and cannot be deleted.`);
}

export function missing(member: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${member}`);
}

// Private

/** `noun` is what the sentence calls such a resource, unless it is a sentence of its own. */
function notFound(code: string, noun: string | ((id: string) => string)): (id: string) => AwsError {
  const sentence = typeof noun === 'string' ? (id: string) => `The ${noun} ID '${id}' does not exist` : noun;
  return (id) => new AwsError(code, sentence(id));
}
