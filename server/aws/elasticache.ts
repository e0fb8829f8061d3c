import {
  CreateSnapshotCommand,
  DeleteSnapshotCommand,
  type ElastiCacheClient,
  paginateDescribeSnapshots,
  type Snapshot as SnapshotShape,
} from '@aws-sdk/client-elasticache';
import { newestFirst, type Snapshot, type Snapshots } from './snapshot.ts';

/** The backups of caches: of Redis, as Memcached has none. */
export class CacheSnapshots implements Snapshots {
  private readonly client: ElastiCacheClient;

  constructor(client: ElastiCacheClient) {
    this.client = client;
  }

  async list(of: string): Promise<Snapshot[]> {
    const found: Snapshot[] = [];
    try {
      for await (const page of paginateDescribeSnapshots({ client: this.client }, { ReplicationGroupId: of }))
        found.push(...(page.Snapshots ?? []).map(snapshotOf));
    } catch (error) {
      if (!isUnknown(error)) throw error;
    }
    return newestFirst(found);
  }

  async create(of: string, id: string): Promise<void> {
    await this.client.send(new CreateSnapshotCommand({ ReplicationGroupId: of, SnapshotName: id }));
  }

  async delete(id: string): Promise<void> {
    await this.client.send(new DeleteSnapshotCommand({ SnapshotName: id }));
  }
}

// Private

/** The answer for a cache that never was. */
function isUnknown(error: unknown): boolean {
  return error instanceof Error && /NotFoundFault$/.test(error.name);
}

function snapshotOf(snapshot: SnapshotShape): Snapshot {
  return {
    id: snapshot.SnapshotName!,
    of: snapshot.ReplicationGroupId!,
    createdAt: snapshot.NodeSnapshots?.[0]?.SnapshotCreateTime?.toISOString(),
    status: snapshot.SnapshotStatus ?? '',
    isAutomatic: snapshot.SnapshotSource === 'automated',
    engine: snapshot.Engine ?? '',
    version: snapshot.EngineVersion ?? '',
    storage: undefined,
  };
}
