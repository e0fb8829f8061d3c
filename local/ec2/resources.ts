import { randomBytes } from 'node:crypto';
import { AwsError } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';

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
  GatewayId: string;
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

/** The records of one kind of resource, and the error that says there is none of that id. */
export class Records<T extends { Tags: Tag[] }> {
  private readonly documents: Documents<T>;
  private readonly error: string;
  private readonly noun: string;

  constructor(database: Database, table: string, error: string, noun: string) {
    this.documents = openDocuments(database, table);
    this.error = error;
    this.noun = noun;
  }

  get(id: string): T {
    const found = this.documents.find(id ?? '');
    if (found) return found;
    throw new AwsError(this.error, `The ${this.noun} ID '${id}' does not exist`);
  }

  has(id: string): boolean {
    return this.documents.find(id) !== undefined;
  }

  list(): T[] {
    return this.documents.list();
  }

  put(id: string, record: T): T {
    this.documents.put(id, record);
    return record;
  }

  change(id: string, changes: Partial<T>): T {
    return this.put(id, { ...this.get(id), ...changes });
  }

  remove(id: string): void {
    this.documents.remove(id);
  }
}

/** All that this EC2 records. */
export type Network = ReturnType<typeof openNetwork>;

export function openNetwork(database: Database) {
  return {
    vpcs: new Records<Vpc>(database, 'ec2_vpc', 'InvalidVpcID.NotFound', 'vpc'),
    subnets: new Records<Subnet>(database, 'ec2_subnet', 'InvalidSubnetID.NotFound', 'subnet'),
    gateways: new Records<InternetGateway>(
      database,
      'ec2_internet_gateway',
      'InvalidInternetGatewayID.NotFound',
      'internetGateway',
    ),
    routeTables: new Records<RouteTable>(database, 'ec2_route_table', 'InvalidRouteTableID.NotFound', 'routeTable'),
    securityGroups: new Records<SecurityGroup>(
      database,
      'ec2_security_group',
      'InvalidGroup.NotFound',
      'security group',
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
