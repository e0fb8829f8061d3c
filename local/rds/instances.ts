import { page } from '../datastores/pages.ts';
import { invalidCombination, lower } from '../datastores/requests.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { checkPassword, newInstance, parameterGroupOf, portOf, restoredInstance } from './create.ts';
import { checkVersion, engineNamed } from './engines/all.ts';
import { memoryOf } from './instance-class.ts';
import type { DbInstance, Status, Store } from './model.ts';
import type { RdsParts } from './parts.ts';
import { refuseUnserved, settingsOf } from './settings.ts';
import { newSnapshot } from './snapshots.ts';

/** The operations on DB instances: they are written down at once, and carried out by the caretaker. */
export function instanceOperations({ store, views, caretaker }: RdsParts): Record<string, Operation> {
  const { instances } = store;
  /** Has an instance do something, and answers with how it is then. */
  const begin = (instance: DbInstance) => {
    instances.put(instance.id, instance);
    caretaker.wake(instance.id);
    return { DBInstance: views.instance(instance) };
  };
  const found = (input: Input, ...statuses: Status[]) => {
    const instance = instances.get(lower(input.DBInstanceIdentifier));
    if (statuses.includes(instance.status)) return instance;
    throw notNow(instance, statuses);
  };
  return {
    CreateDBInstance: (input) => begin(newInstance(input, store)),
    RestoreDBInstanceFromDBSnapshot: (input) => begin(restoredInstance(input, store)),
    DescribeDBInstances(input) {
      const id = input.DBInstanceIdentifier && lower(input.DBInstanceIdentifier).split(':').at(-1);
      const all = id ? [instances.get(id)] : instances.list();
      const { items, next } = page(all.filter(fits(input.Filters)), input);
      return { DBInstances: items.map((each) => views.instance(each)), Marker: next };
    },
    ModifyDBInstance(input) {
      const instance = found(input, 'available', 'failed');
      return begin({ ...modified(instance, input, store), status: 'modifying' });
    },
    RebootDBInstance: (input) => begin({ ...found(input, 'available'), status: 'rebooting' }),
    StopDBInstance: (input) => begin({ ...found(input, 'available'), status: 'stopping' }),
    StartDBInstance: (input) => begin({ ...found(input, 'stopped'), status: 'starting' }),
    DeleteDBInstance(input) {
      const instance = found(input, 'available', 'failed', 'creating', 'modifying', 'stopped', 'backing-up');
      if (instance.isProtected) throw isProtected();
      return begin({ ...instance, status: 'deleting', finalSnapshot: finalSnapshot(instance, input, store) });
    },
  };
}

// Private

function modified(instance: DbInstance, input: Input, store: Store): DbInstance {
  refuseUnserved(input);
  const engine = engineNamed(instance.engine);
  if (input.EngineVersion !== instance.version) checkVersion(engine, input.EngineVersion);
  const instanceClass = String(input.DBInstanceClass ?? instance.instanceClass);
  memoryOf(instanceClass);
  const { DBParameterGroupName: group, MasterUserPassword: password, DeletionProtection } = input;
  const wantedPort = input.DBPortNumber === undefined ? instance.wantedPort : portOf(input.DBPortNumber, engine);
  return {
    ...instance,
    instanceClass,
    wantedPort,
    place: wantedPort === instance.wantedPort ? instance.place : undefined,
    parameterGroup: group ? parameterGroupOf(group, store, engine) : instance.parameterGroup,
    verifier: password ? engine.verifier(checkPassword(String(password))) : instance.verifier,
    isProtected: String(DeletionProtection ?? instance.isProtected) === 'true',
    securityGroups: input.VpcSecurityGroupIds?.map(String) ?? instance.securityGroups,
    settings: settingsOf(input, instance.settings),
  };
}

/** The name of the snapshot that a deletion asks for, which is written down as being taken. */
function finalSnapshot(instance: DbInstance, input: Input, store: Store): string | undefined {
  const { SkipFinalSnapshot: skip = false, FinalDBSnapshotIdentifier: id } = input;
  if (String(skip) === 'true' && id)
    throw invalidCombination('FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot.');
  if (String(skip) === 'true') return undefined;
  if (!id) throw invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
  return newSnapshot(lower(id), instance, [], store).id;
}

function isProtected(): AwsError {
  return invalidCombination('Cannot delete protected DB Instance, please disable deletion protection and try again.');
}

function notNow({ id, status }: DbInstance, statuses: readonly Status[]): AwsError {
  const message = `Instance ${id} is in the state ${status}, which is none of: ${statuses.join(', ')}.`;
  return new AwsError('InvalidDBInstanceState', message);
}

function fits(filters: Input[] = []): (instance: DbInstance) => boolean {
  return ({ id, engine, resourceId }) =>
    filters.every(({ Name, Values }) => {
      if (Name === 'db-instance-id') return Values.some((value: string) => lower(value).split(':').at(-1) === id);
      if (Name === 'engine') return Values.includes(engine);
      if (Name === 'dbi-resource-id') return Values.includes(resourceId);
      throw new AwsError('InvalidParameterValue', `Unrecognized filter name: ${Name}`);
    });
}
