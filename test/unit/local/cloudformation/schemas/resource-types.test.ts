/** Holds every handler to AWS's public schema of its resource type. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../../../lib/root.ts';
import type { Handler } from '../../../../../local/cloudformation/handlers/handler.ts';
import { handlers } from '../../../../../local/cloudformation/handlers/table.ts';
import {
  type ResourceType,
  resourceTypes,
  writable,
} from '../../../../../local/cloudformation/schemas/resource-types.ts';
import { parseTemplate } from '../../../../../local/cloudformation/template/parse.ts';

/** Attributes of the user guide's "Return values" that the schema does not count among the properties only read. */
const MORE_ATTRIBUTES: Record<string, string[]> = {
  'AWS::EC2::SecurityGroup': ['VpcId'],
  'AWS::EC2::Subnet': ['AvailabilityZone', 'CidrBlock', 'VpcId'],
  'AWS::EC2::VPC': ['CidrBlock'],
  'AWS::EFS::MountTarget': ['IpAddress'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['SecurityGroups'],
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::SSM::Parameter': ['Type', 'Value'],
};

/** Attributes that no resource here has, each with the reason. */
const LACKING: Record<string, Record<string, string>> = {
  'AWS::CertificateManager::Certificate': { Id: 'the type is not served' },
  'AWS::EC2::NatGateway': {
    AutoProvisionZones: 'of regional gateways, which are not served',
    AutoScalingIps: 'of regional gateways, which are not served',
    RouteTableId: 'of regional gateways, which are not served',
  },
  'AWS::EC2::Subnet': {
    BlockPublicAccessStates: 'there is no public access to block',
    Ipv6CidrBlocks: 'IPv6 is not served',
    NetworkAclAssociationId: 'there are no network ACLs',
  },
  'AWS::EC2::VPC': {
    CidrBlockAssociations: 'a VPC has one block here',
    DefaultNetworkAcl: 'there are no network ACLs',
    Ipv6CidrBlocks: 'IPv6 is not served',
  },
  'AWS::ElastiCache::CacheCluster': {
    ConfigurationEndpoint: 'its members are told one by one',
    RedisEndpoint: 'clusters are of Memcached',
  },
  'AWS::ElastiCache::ReplicationGroup': {
    ConfigurationEndPoint: 'of cluster mode, which is not served',
    PrimaryEndPoint: 'its members are told one by one',
    ReadEndPoint: 'its members are told one by one',
    ReaderEndPoint: 'its members are told one by one',
  },
  'AWS::IAM::ManagedPolicy': {
    AttachmentCount: 'it changes without the stack',
    CreateDate: 'not kept by the handler',
    DefaultVersionId: 'only one version is kept',
    IsAttachable: 'always true',
    PermissionsBoundaryUsageCount: 'it changes without the stack',
    UpdateDate: 'not kept by the handler',
  },
  'AWS::Kinesis::Stream': { WarmThroughputObject: 'there is no warm throughput' },
  'AWS::RDS::DBInstance': {
    AutomaticRestartTime: 'what is stopped stays stopped',
    CertificateDetails: 'no authority has signed the certificate',
    DBInstanceStatus: 'it changes without the stack',
    Endpoint: 'its members are told one by one',
    InstanceCreateTime: 'not kept by the handler',
    IsStorageConfigUpgradeAvailable: 'there is no storage to upgrade',
    LatestRestorableTime: 'there are no automated backups',
    ListenerEndpoint: 'of SQL Server',
    MasterUserSecret: 'passwords are given',
    PercentProgress: 'nothing tells of progress',
    ReadReplicaDBClusterIdentifiers: 'there are no replicas',
    ReadReplicaDBInstanceIdentifiers: 'there are no replicas',
    ResumeFullAutomationModeTime: 'of RDS Custom',
    SecondaryAvailabilityZone: 'there is one zone',
    StatusInfos: 'there are no replicas',
  },
  'AWS::Route53::RecordSet': { Id: 'the type is not served' },
  'AWS::Route53::RecordSetGroup': { Id: 'the type is not served' },
  'AWS::S3::Bucket': {
    DualStackDomainName: 'IPv6 is not served',
    MetadataConfiguration: 'not served',
    MetadataTableConfiguration: 'not served',
    WebsiteURL: 'websites are not served',
  },
};

/** Create-only properties that are changed in place, each with the reason. */
const IN_PLACE: Record<string, Record<string, string>> = {
  'AWS::EC2::SubnetRouteTableAssociation': { RouteTableId: 'its replacementStrategy is delete_then_create' },
  'AWS::EC2::VPCGatewayAttachment': { VpcId: 'its replacementStrategy is delete_then_create' },
};

const each = (check: (type: string, handler: Handler, schema: ResourceType) => void) => {
  for (const [type, handler] of Object.entries(handlers)) check(type, handler, resourceTypes[type] as ResourceType);
};
const taken = ({ serves, inert = {} }: Handler) => [...serves, ...Object.keys(inert)];
const outermost = (path: string) => path.split('.')[0] as string;

t.test('there is a schema for every type, and no other', async (t) => {
  t.same(Object.keys(resourceTypes).sort(), Object.keys(handlers).sort());
});

t.test('what a handler takes are properties of its type that a template may give', async (t) => {
  each((type, handler, schema) => {
    const names = taken(handler);
    t.same(
      names.filter((name) => !writable(schema).includes(name)),
      [],
      type,
    );
    t.equal(new Set(names).size, names.length, `${type} names each once`);
  });
});

t.test('a change of a create-only property replaces the resource, and no other change does', async (t) => {
  each((type, handler, { createOnlyProperties: only = [], conditionalCreateOnlyProperties: sometimes = [] }) => {
    const served = (paths: string[]) => paths.filter((path) => taken(handler).includes(outermost(path)));
    const replacing = handler.replacedBy.includes('*') ? taken(handler) : handler.replacedBy;
    const covered = (path: string) => replacing.some((one) => path === one || path.startsWith(`${one}.`));
    t.same(
      served(only).filter((path) => !covered(path) && !IN_PLACE[type]?.[path]),
      [],
      `${type}: replaced by all that is create-only`,
    );
    t.same(
      replacing.filter((path) => ![...only, ...sometimes].includes(path)),
      [],
      `${type}: replaced by nothing else`,
    );
  });
});

t.test('GetAtt knows what the type has, and nothing else', async (t) => {
  each((type, { attributes }, { readOnlyProperties = [] }) => {
    const documented = [...readOnlyProperties.filter((path) => !path.includes('*')), ...(MORE_ATTRIBUTES[type] ?? [])];
    t.same(
      attributes.filter((name) => !documented.includes(name)),
      [],
      `${type} has nothing else`,
    );
    const absent = documented.filter((path) => !attributes.includes(path)).map(outermost);
    t.same(
      [...new Set(absent)].filter((name) => LACKING[type]?.[name] === undefined),
      [],
      `${type} has all`,
    );
  });
});

t.test("the house's own templates use only what is taken", async (t) => {
  const folder = join(projectRoot, 'templates');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
  for (const file of files) {
    const { Resources } = parseTemplate(readFileSync(join(folder, file), 'utf8'));
    for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
      const handler = handlers[Type] as Handler;
      const left = Object.keys(Properties).filter((name) => !taken(handler).includes(name));
      if (handler.unserved === undefined) t.same(left, [], `${file} ${id}`);
    }
  }
});

t.test('every pattern of a schema can be asked', async (t) => {
  const text = readFileSync(join(projectRoot, 'local/cloudformation/schemas/resource-types.json'), 'utf8');
  JSON.parse(text, (key, value) => {
    if (key === 'pattern' && typeof value === 'string') new RegExp(value);
    return value;
  });
  t.pass();
});
