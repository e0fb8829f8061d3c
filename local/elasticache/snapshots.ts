import { page } from '../datastores/pages.ts';
import { invalidCombination, lower } from '../datastores/requests.ts';
import type { SnapshotFiles } from '../datastores/snapshot-files.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { begun } from './begin.ts';
import { checkIdentifier } from './create.ts';
import { type Cache, cacheNamed, type Snapshot, type Store, type Tag } from './model.ts';
import type { ElastiCacheParts } from './parts.ts';
import { memberOf } from './views.ts';

/** Characters of a snapshot's name. */
const LONGEST_NAME = 255;

/** The operations on snapshots: what Redis has written of itself at one moment, kept in a file. */
export function snapshotOperations(parts: ElastiCacheParts, files: SnapshotFiles): Record<string, Operation> {
  const { store, views } = parts;
  const { caches, snapshots } = store;
  return {
    CreateSnapshot(input) {
      const cache = sourceOf(input);
      if (cache.status !== 'available')
        throw new AwsError('InvalidReplicationGroupState', `The replication group ${cache.id} is ${cache.status}.`);
      const tags: Tag[] = (input.Tags ?? []).map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') }));
      const snapshot = newSnapshot(lower(input.SnapshotName), cache, tags, store);
      begun({ ...cache, status: 'snapshotting' }, parts);
      return { Snapshot: views.snapshot(snapshot) };
    },
    DescribeSnapshots(input) {
      const { SnapshotName: name, ReplicationGroupId: group, CacheClusterId: cluster } = input;
      const all = name ? [snapshots.get(lower(name))] : snapshots.list();
      const matching = all.filter(
        ({ cacheId }) => (!group || cacheId === lower(group)) && (!cluster || memberOf(cacheId) === lower(cluster)),
      );
      const { items, next } = page(matching, input);
      return { Snapshots: items.map((each) => views.snapshot(each)), Marker: next };
    },
    DeleteSnapshot(input) {
      const snapshot = snapshots.get(lower(input.SnapshotName));
      const isUsed = caches.list().some(({ restoredFrom }) => restoredFrom === snapshot.name);
      if (snapshot.status === 'creating' || isUsed) throw inUse(snapshot.name);
      snapshots.remove(snapshot.name);
      files.remove(snapshot.name);
      return { Snapshot: { ...views.snapshot(snapshot), SnapshotStatus: 'deleting' } };
    },
  };

  function sourceOf({ ReplicationGroupId: group, CacheClusterId: cluster }: Input): Cache {
    if (group) return cacheNamed(store, 'group', group);
    const member = caches.list().find((each) => each.kind === 'group' && memberOf(each.id) === lower(cluster));
    if (member) return member;
    throw invalidCombination('ReplicationGroupId must be given: there are snapshots of Redis only.');
  }
}

/** Writes down that a snapshot of a cache is to be taken. */
export function newSnapshot(name: string, source: Cache, tags: Tag[], { snapshots }: Store): Snapshot {
  checkIdentifier('SnapshotName', name, LONGEST_NAME);
  if (snapshots.has(name))
    throw new AwsError('SnapshotAlreadyExistsFault', `Snapshot with specified name already exists: ${name}`);
  const created = new Date().toISOString();
  return snapshots.put(name, { name, cacheId: source.id, status: 'creating', created, size: 0, source, tags });
}

// Private

function inUse(name: string): AwsError {
  return new AwsError('InvalidSnapshotState', `The snapshot ${name} is being taken, or a cache is being made of it.`);
}
