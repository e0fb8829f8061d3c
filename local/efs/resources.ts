import { randomBytes } from 'node:crypto';
import { AwsError } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { Records } from '../store/records.ts';

export interface Tag {
  Key: string;
  Value: string;
}

export interface FileSystem {
  FileSystemId: string;
  CreationToken: string;
  CreationTime: string;
  PerformanceMode: 'generalPurpose' | 'maxIO';
  ThroughputMode: 'bursting' | 'provisioned' | 'elastic';
  ProvisionedThroughputInMibps?: number | undefined;
  Encrypted: boolean;
  KmsKeyId?: string | undefined;
  AvailabilityZoneName?: string | undefined;
  backup: 'ENABLED' | 'DISABLED';
  protection: 'ENABLED' | 'DISABLED';
  lifecycle: Record<string, string>[];
  Tags: Tag[];
}

export interface MountTarget {
  MountTargetId: string;
  FileSystemId: string;
  SubnetId: string;
  VpcId: string;
  AvailabilityZoneName: string;
  AvailabilityZoneId: string;
  IpAddress: string;
  NetworkInterfaceId: string;
}

export interface AccessPoint {
  AccessPointId: string;
  FileSystemId: string;
  ClientToken: string;
  PosixUser?: { Uid: number; Gid: number; SecondaryGids?: number[] } | undefined;
  RootDirectory: {
    Path: string;
    CreationInfo?: { OwnerUid: number; OwnerGid: number; Permissions: string } | undefined;
  };
  Tags: Tag[];
}

/** The records of one kind of resource, by ids that may also come as ARNs. */
export class EfsRecords<T> extends Records<T> {
  /** `noun` begins the sentence of the error that there is none, and without its spaces the error's code. */
  constructor(database: Database, table: string, noun: string) {
    super(database, table, (id) => notFound(noun, id));
  }

  override get(idOrArn: string): T {
    return super.get(idIn(idOrArn));
  }
}

/** All that this EFS records. */
export type Store = ReturnType<typeof openRecords>;

export function openRecords(database: Database) {
  return {
    fileSystems: new EfsRecords<FileSystem>(database, 'efs_file_system', 'File system'),
    mountTargets: new EfsRecords<MountTarget>(database, 'efs_mount_target', 'Mount target'),
    accessPoints: new EfsRecords<AccessPoint>(database, 'efs_access_point', 'Access point'),
  };
}

/** An id as EFS gives them: the kind and 17 hexadecimal digits. */
export function newId(kind: 'fs' | 'fsmt' | 'fsap'): string {
  return `${kind}-${randomBytes(9).toString('hex').slice(0, 17)}`;
}

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequest', message);
}

/** The value of the tag that is called Name, which descriptions also have by itself. */
export function nameIn(tags: readonly Tag[]): string | undefined {
  return tags.find(({ Key }) => Key === 'Name')?.Value;
}

// Private

function idIn(idOrArn: string): string {
  return String(idOrArn ?? '').replace(/^arn:.*\//, '');
}

function notFound(noun: string, id: string): AwsError {
  const code = noun.replace(/ ./g, (letter) => letter.charAt(1).toUpperCase());
  return new AwsError(`${code}NotFound`, `${noun} '${id}' does not exist.`, 404);
}
