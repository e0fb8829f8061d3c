import type { Config } from '../config.ts';
import { engineNamed } from './engines/all.ts';
import type { DbInstance, DbSnapshot, ParameterGroup, Store, SubnetGroup } from './model.ts';

/** How RDS tells of what it records. */
export class Views {
  private readonly config: Config;
  private readonly store: Store;

  constructor(config: Config, store: Store) {
    this.config = config;
    this.store = store;
  }

  arn(kind: 'db' | 'snapshot' | 'subgrp' | 'pg', id: string): string {
    return `arn:aws:rds:${this.config.region}:${this.config.account}:${kind}:${id}`;
  }

  instance(instance: DbInstance) {
    const { id, place, subnetGroup, settings } = instance;
    return {
      DBInstanceIdentifier: id,
      DBInstanceClass: instance.instanceClass,
      Engine: instance.engine,
      DBInstanceStatus: instance.status,
      MasterUsername: instance.masterUsername,
      DBName: instance.dbName,
      Endpoint: place && { Address: place.address, Port: place.port, HostedZoneId: HOSTED_ZONE },
      InstanceCreateTime: new Date(instance.created),
      DBSecurityGroups: [],
      VpcSecurityGroups: instance.securityGroups.map((group) => ({ VpcSecurityGroupId: group, Status: 'active' })),
      DBParameterGroups: [{ DBParameterGroupName: instance.parameterGroup, ParameterApplyStatus: 'in-sync' }],
      AvailabilityZone: `${this.config.region}a`,
      DBSubnetGroup:
        subnetGroup && this.store.subnetGroups.has(subnetGroup)
          ? this.subnetGroup(this.store.subnetGroups.get(subnetGroup))
          : undefined,
      PendingModifiedValues: {},
      EngineVersion: instance.version,
      ReadReplicaDBInstanceIdentifiers: [],
      LicenseModel: engineNamed(instance.engine).license,
      OptionGroupMemberships: [],
      DbiResourceId: instance.resourceId,
      DomainMemberships: [],
      DBInstanceArn: this.arn('db', id),
      DeletionProtection: instance.isProtected,
      AssociatedRoles: [],
      TagList: instance.tags,
      ...settings,
    };
  }

  snapshot({ id, instanceId, status, created, type, source, tags }: DbSnapshot) {
    return {
      DBSnapshotIdentifier: id,
      DBInstanceIdentifier: instanceId,
      SnapshotCreateTime: new Date(created),
      OriginalSnapshotCreateTime: new Date(created),
      Engine: source.engine,
      AllocatedStorage: source.settings.AllocatedStorage,
      Status: status,
      Port: source.place?.port,
      AvailabilityZone: `${this.config.region}a`,
      InstanceCreateTime: new Date(source.created),
      MasterUsername: source.masterUsername,
      EngineVersion: source.version,
      LicenseModel: engineNamed(source.engine).license,
      SnapshotType: type,
      PercentProgress: status === 'available' ? 100 : 0,
      StorageType: source.settings.StorageType,
      Encrypted: source.settings.StorageEncrypted,
      DBSnapshotArn: this.arn('snapshot', id),
      IAMDatabaseAuthenticationEnabled: false,
      DbiResourceId: source.resourceId,
      TagList: tags,
    };
  }

  subnetGroup({ name, description, vpcId, subnets }: SubnetGroup) {
    return {
      DBSubnetGroupName: name,
      DBSubnetGroupDescription: description,
      VpcId: vpcId,
      SubnetGroupStatus: 'Complete',
      Subnets: subnets.map(({ id, zone }) => ({
        SubnetIdentifier: id,
        SubnetAvailabilityZone: { Name: zone },
        SubnetStatus: 'Active',
      })),
      DBSubnetGroupArn: this.arn('subgrp', name),
    };
  }

  parameterGroup({ name, family, description }: ParameterGroup) {
    return {
      DBParameterGroupName: name,
      DBParameterGroupFamily: family,
      Description: description,
      DBParameterGroupArn: this.arn('pg', name),
    };
  }
}

// Private

/** Of the names that endpoints have in an account; here there are none, only addresses. */
const HOSTED_ZONE = 'Z00000000000000000000';
