import type { Config } from '../config.ts';
import { engineNamed } from './engines.ts';
import type { Cache, Snapshot, SubnetGroup } from './model.ts';

/** How ElastiCache tells of what it records. */
export class Views {
  private readonly config: Config;

  constructor(config: Config) {
    this.config = config;
  }

  arn(kind: 'cluster' | 'replicationgroup' | 'snapshot' | 'subnetgroup', id: string): string {
    return `arn:aws:elasticache:${this.config.region}:${this.config.account}:${kind}:${id}`;
  }

  /** A replication group, which here has one node. */
  group(cache: Cache) {
    const { id, description, status, nodeType, settings } = cache;
    return {
      ReplicationGroupId: id,
      Description: description,
      Status: status === 'rebooting cluster nodes' ? 'modifying' : status,
      PendingModifiedValues: {},
      MemberClusters: [memberOf(id)],
      NodeGroups: status === 'creating' ? undefined : [this.nodeGroup(cache)],
      AutomaticFailover: 'disabled',
      MultiAZ: 'disabled',
      ClusterEnabled: false,
      CacheNodeType: nodeType,
      ...this.security(cache),
      ARN: this.arn('replicationgroup', id),
      ReplicationGroupCreateTime: new Date(cache.created),
      DataTiering: 'disabled',
      NetworkType: 'ipv4',
      IpDiscovery: 'ipv4',
      ClusterMode: 'disabled',
      Engine: cache.engine,
      ...settings,
    };
  }

  /** A cluster of Memcached, or the one node of a replication group, which is a cluster of its own. */
  cluster(cache: Cache, { withNodes = false } = {}) {
    const { kind, status, nodeType, settings } = cache;
    const id = kind === 'group' ? memberOf(cache.id) : cache.id;
    return {
      CacheClusterId: id,
      ConfigurationEndpoint: kind === 'cluster' ? this.endpoint(cache) : undefined,
      CacheNodeType: nodeType,
      Engine: cache.engine,
      EngineVersion: cache.version,
      CacheClusterStatus: status,
      NumCacheNodes: 1,
      PreferredAvailabilityZone: `${this.config.region}a`,
      CacheClusterCreateTime: new Date(cache.created),
      PendingModifiedValues: {},
      CacheSecurityGroups: [],
      CacheParameterGroup: this.parameterGroup(cache),
      CacheSubnetGroupName: cache.subnetGroup,
      CacheNodes: withNodes && status !== 'creating' ? [this.node(cache)] : undefined,
      SecurityGroups: cache.securityGroups.map((SecurityGroupId) => ({ SecurityGroupId, Status: 'active' })),
      ReplicationGroupId: kind === 'group' ? cache.id : undefined,
      ...this.security(cache),
      ARN: this.arn('cluster', id),
      ReplicationGroupLogDeliveryEnabled: false,
      NetworkType: 'ipv4',
      IpDiscovery: 'ipv4',
      ...settings,
    };
  }

  snapshot({ name, status, source, size, created }: Snapshot) {
    const { id, nodeType, engine, version } = source;
    const node = { CacheClusterId: memberOf(id), CacheNodeId: NODE, CacheSize: `${Math.ceil(size / MIB)} MB` };
    return {
      SnapshotName: name,
      ReplicationGroupId: id,
      ReplicationGroupDescription: source.description,
      SnapshotStatus: status,
      SnapshotSource: 'manual',
      CacheNodeType: nodeType,
      Engine: engine,
      EngineVersion: version,
      Port: source.place?.port,
      CacheParameterGroupName: `default.${engineNamed(engine).family}`,
      CacheSubnetGroupName: source.subnetGroup,
      NumNodeGroups: 1,
      AutomaticFailover: 'disabled',
      NodeSnapshots: [{ ...node, CacheNodeCreateTime: source.created, SnapshotCreateTime: new Date(created) }],
      ARN: this.arn('snapshot', name),
      DataTiering: 'disabled',
    };
  }

  subnetGroup({ name, description, vpcId, subnets }: SubnetGroup) {
    return {
      CacheSubnetGroupName: name,
      CacheSubnetGroupDescription: description,
      VpcId: vpcId,
      Subnets: subnets.map(({ id, zone }) => ({ SubnetIdentifier: id, SubnetAvailabilityZone: { Name: zone } })),
      ARN: this.arn('subnetgroup', name),
    };
  }

  // Private

  private nodeGroup(cache: Cache) {
    const member = { CacheClusterId: memberOf(cache.id), CacheNodeId: NODE, ReadEndpoint: this.endpoint(cache) };
    return {
      NodeGroupId: NODE,
      Status: cache.status,
      PrimaryEndpoint: this.endpoint(cache),
      ReaderEndpoint: this.endpoint(cache),
      NodeGroupMembers: [{ ...member, PreferredAvailabilityZone: `${this.config.region}a`, CurrentRole: 'primary' }],
    };
  }

  private node(cache: Cache) {
    return {
      CacheNodeId: NODE,
      CacheNodeStatus: cache.status,
      CacheNodeCreateTime: new Date(cache.created),
      Endpoint: this.endpoint(cache),
      ParameterGroupStatus: 'in-sync',
      CustomerAvailabilityZone: `${this.config.region}a`,
    };
  }

  private endpoint({ place }: Cache) {
    return place && { Address: place.address, Port: place.port };
  }

  private security({ isEncrypted, tokenHash }: Cache) {
    return {
      AuthTokenEnabled: tokenHash !== undefined,
      TransitEncryptionEnabled: isEncrypted,
      TransitEncryptionMode: isEncrypted ? 'required' : undefined,
    };
  }

  private parameterGroup({ engine }: Cache) {
    const CacheParameterGroupName = `default.${engineNamed(engine).family}`;
    return { CacheParameterGroupName, ParameterApplyStatus: 'in-sync', CacheNodeIdsToReboot: [] };
  }
}

/** The one node of a replication group, as a cluster of its own. */
export function memberOf(id: string): string {
  return `${id}-001`;
}

// Private

const NODE = '0001';
const MIB = 1024 * 1024;
