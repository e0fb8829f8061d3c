import { page } from '../datastores/pages.ts';
import { lower } from '../datastores/requests.ts';
import type { SnapshotFiles } from '../datastores/snapshot-files.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { checkIdentifier } from './create.ts';
import type { DbInstance, DbSnapshot, Store, Tag } from './model.ts';
import type { RdsParts } from './parts.ts';

/** Names of snapshots are longer than those of instances. */
const LONGEST_NAME = 255;

/** The operations on snapshots: what a program of the engine wrote of an instance at one moment, kept in a file. */
export function snapshotOperations(
  { store, views, caretaker }: RdsParts,
  files: SnapshotFiles,
): Record<string, Operation> {
  const { instances, snapshots } = store;
  return {
    CreateDBSnapshot(input) {
      const instance = instances.get(lower(input.DBInstanceIdentifier));
      if (instance.status !== 'available') throw notAvailable(instance);
      const own: Tag[] = (input.Tags ?? []).map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') }));
      const snapshot = newSnapshot(lower(input.DBSnapshotIdentifier), instance, own, store);
      instances.change(instance.id, { status: 'backing-up' });
      caretaker.wake(instance.id);
      return { DBSnapshot: views.snapshot(snapshot) };
    },
    DescribeDBSnapshots(input) {
      const { DBSnapshotIdentifier: id, DBInstanceIdentifier: of, SnapshotType: type = 'manual' } = input;
      const all = id ? [snapshots.get(lower(id).split(':').at(-1) as string)] : snapshots.list();
      const matching = all.filter((each) => type === each.type && (!of || each.instanceId === lower(of)));
      const { items, next } = page(matching, input);
      return { DBSnapshots: items.map((each) => views.snapshot(each)), Marker: next };
    },
    DeleteDBSnapshot(input) {
      const snapshot = snapshots.get(lower(input.DBSnapshotIdentifier));
      if (snapshot.status === 'creating' || isBeingRestored(snapshot.id)) throw inUse(snapshot.id);
      snapshots.remove(snapshot.id);
      files.remove(snapshot.id);
      return { DBSnapshot: { ...views.snapshot(snapshot), Status: 'deleted' } };
    },
  };

  function isBeingRestored(id: string): boolean {
    return instances.list().some(({ restoredFrom }) => restoredFrom === id);
  }
}

/** Writes down that a snapshot of an instance is to be taken. */
export function newSnapshot(id: string, source: DbInstance, own: Tag[], { snapshots }: Store): DbSnapshot {
  checkIdentifier(id, 'DBSnapshotIdentifier', LONGEST_NAME);
  if (snapshots.has(id))
    throw new AwsError(
      'DBSnapshotAlreadyExists',
      `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    );
  const copied =
    source.settings.CopyTagsToSnapshot === true ? source.tags.filter(({ Key }) => !Key.startsWith('aws:')) : [];
  const tags = [...copied.filter(({ Key }) => !own.some((tag) => tag.Key === Key)), ...own];
  const created = new Date().toISOString();
  return snapshots.put(id, { id, instanceId: source.id, status: 'creating', created, type: 'manual', source, tags });
}

// Private

function notAvailable({ id, status }: DbInstance): AwsError {
  return new AwsError('InvalidDBInstanceState', `Cannot create a snapshot of ${id}, which is in the state ${status}.`);
}

function inUse(id: string): AwsError {
  return new AwsError(
    'InvalidDBSnapshotState',
    `The snapshot ${id} is being taken, or an instance is being made of it.`,
  );
}
