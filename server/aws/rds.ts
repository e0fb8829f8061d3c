import {
  CreateDBSnapshotCommand,
  type DBSnapshot,
  DeleteDBSnapshotCommand,
  paginateDescribeDBSnapshots,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { newestFirst, type Snapshot, type Snapshots } from './snapshot.ts';

/** The backups of databases. */
export class DatabaseSnapshots implements Snapshots {
  private readonly client: RDSClient;

  constructor(client: RDSClient) {
    this.client = client;
  }

  async list(of: string): Promise<Snapshot[]> {
    const found: Snapshot[] = [];
    for await (const page of paginateDescribeDBSnapshots({ client: this.client }, { DBInstanceIdentifier: of }))
      found.push(...(page.DBSnapshots ?? []).map(snapshotOf));
    return newestFirst(found);
  }

  async create(of: string, id: string): Promise<void> {
    await this.client.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: of, DBSnapshotIdentifier: id }));
  }

  async delete(id: string): Promise<void> {
    await this.client.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id }));
  }
}

// Private

function snapshotOf(snapshot: DBSnapshot): Snapshot {
  return {
    id: snapshot.DBSnapshotIdentifier!,
    of: snapshot.DBInstanceIdentifier!,
    createdAt: snapshot.SnapshotCreateTime?.toISOString(),
    status: snapshot.Status ?? '',
    isAutomatic: snapshot.SnapshotType === 'automated',
    engine: snapshot.Engine ?? '',
    version: snapshot.EngineVersion ?? '',
    storage: snapshot.AllocatedStorage,
  };
}
