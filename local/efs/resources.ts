import { randomBytes } from 'node:crypto';
import { AwsError } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';

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
export class Records<T> {
  private readonly documents: Documents<T>;
  private readonly noun: string;

  /** `noun` begins the sentence of the error that there is none, and without its spaces the error's code. */
  constructor(database: Database, table: string, noun: string) {
    this.documents = openDocuments(database, table);
    this.noun = noun;
  }

  get(idOrArn: string): T {
    const id = String(idOrArn ?? '').replace(/^arn:.*\//, '');
    const found = this.documents.find(id);
    if (found) return found;
    const code = this.noun.replace(/ ./g, (letter) => letter.charAt(1).toUpperCase());
    throw new AwsError(`${code}NotFound`, `${this.noun} '${id}' does not exist.`, 404);
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

/** All that this EFS records. */
export type Store = ReturnType<typeof openRecords>;

export function openRecords(database: Database) {
  return {
    fileSystems: new Records<FileSystem>(database, 'efs_file_system', 'File system'),
    mountTargets: new Records<MountTarget>(database, 'efs_mount_target', 'Mount target'),
    accessPoints: new Records<AccessPoint>(database, 'efs_access_point', 'Access point'),
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
