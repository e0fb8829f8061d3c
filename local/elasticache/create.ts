import { createHash } from 'node:crypto';
import { invalidCombination, invalidValue, lower } from '../datastores/requests.ts';
import { AwsError, type Input } from '../endpoint/service.ts';
import { checkVersion, type Engine, engineNamed, memcached, redis } from './engines.ts';
import type { Cache, Store } from './model.ts';
import { memoryOf } from './node-type.ts';
import { refuseUnserved, settingsOf } from './settings.ts';

/** Characters of a name, of groups and of clusters. */
const LONGEST = { group: 40, cluster: 50 };

/** The record of a new replication group, as a request describes it. */
export function newGroup(input: Input, store: Store): Cache {
  refuseUnserved(input, 'group');
  checkOneNode(input);
  const engine = engineOf(input.Engine ?? 'redis', redis);
  const restored = input.SnapshotName && snapshotOf(lower(input.SnapshotName), store);
  const isEncrypted = String(input.TransitEncryptionEnabled ?? false) === 'true';
  if (input.AuthToken && !isEncrypted)
    throw invalidCombination('To use an AuthToken, TransitEncryptionEnabled must be true.');
  return {
    ...common(input, 'ReplicationGroupId', store, engine),
    description: required(input, 'ReplicationGroupDescription'),
    isEncrypted,
    tokenHash: input.AuthToken ? hashOf(String(input.AuthToken)) : undefined,
    restoredFrom: restored?.name,
  };
}

/** The record of a new cluster of Memcached. */
export function newCluster(input: Input, store: Store): Cache {
  refuseUnserved(input, 'cluster');
  if (Number(input.NumCacheNodes ?? 1) !== 1)
    throw invalidValue(`NumCacheNodes is ${input.NumCacheNodes}; on this machine a cluster has one node.`);
  const engine = engineOf(input.Engine ?? 'memcached', memcached);
  return { ...common(input, 'CacheClusterId', store, engine), description: '', isEncrypted: false };
}

/** What the server checks a token by; throws what AWS answers to one of another form, and tells it nobody. */
export function hashOf(token: string): string {
  // What a URL would have to quote is refused, and so is what AWS's clients could not send.
  if (/^[\x21-\x7e]{16,128}$/.test(token) && !/[/"@]/.test(token))
    return createHash('sha256').update(token).digest('hex');
  throw invalidValue("Invalid AuthToken provided: 16 to 128 printable characters besides ' ', '/', '\"' and '@'.");
}

// Private

function engineOf(name: string, wanted: Engine): Engine {
  const engine = engineNamed(name);
  if (engine === wanted) return engine;
  const kinds = { group: 'replication group', cluster: 'cache cluster' };
  throw invalidValue(`On this machine the engine ${name} is served in a ${kinds[engine.kind]} only.`);
}

/** One node is all that a machine can fail over to. */
function checkOneNode({ NumCacheClusters, NumNodeGroups, ReplicasPerNodeGroup, ...input }: Input): void {
  if (
    Number(NumCacheClusters ?? 1) !== 1 ||
    Number(NumNodeGroups ?? 1) !== 1 ||
    Number(ReplicasPerNodeGroup ?? 0) !== 0
  )
    throw invalidValue('On this machine a replication group has one node group with one node.');
  const set = ['AutomaticFailoverEnabled', 'MultiAZEnabled'].find((name) => String(input[name]) === 'true');
  if (set) throw invalidCombination(`${set} needs a replica, and on this machine a replication group has one node.`);
}

function snapshotOf(name: string, { snapshots }: Store) {
  const snapshot = snapshots.get(name);
  if (snapshot.status === 'available') return snapshot;
  throw new AwsError('InvalidSnapshotState', `The snapshot ${name} is not available.`);
}

function common(input: Input, idMember: string, store: Store, engine: Engine) {
  const id = checkIdentifier(idMember, lower(required(input, idMember)), LONGEST[engine.kind]);
  if (store.caches.has(id)) throw exists(id, engine);
  checkVersion(engine, input.EngineVersion);
  const nodeType = required(input, 'CacheNodeType');
  memoryOf(nodeType);
  const { CacheSubnetGroupName: group } = input;
  return {
    id,
    kind: engine.kind,
    status: 'creating' as const,
    engine: engine.name,
    version: engine.versions[0] as string,
    created: new Date().toISOString(),
    nodeType,
    wantedPort: portOf(input.Port, engine),
    subnetGroup: group ? store.subnetGroups.get(lower(group)).name : undefined,
    securityGroups: (input.SecurityGroupIds ?? []).map(String),
    settings: settingsOf(input),
    tags: (input.Tags ?? []).map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') })),
  };
}

function exists(id: string, { kind }: Engine): AwsError {
  if (kind === 'group') return new AwsError('ReplicationGroupAlreadyExists', `Replication group ${id} already exists.`);
  return new AwsError('CacheClusterAlreadyExists', `Cache cluster ${id} already exists.`);
}

/** Where the search for a port begins. */
function portOf(given: unknown, { port }: Engine): number {
  const wanted = Number(given ?? port);
  if (Number.isInteger(wanted) && wanted >= 1024 && wanted <= 65_535) return wanted;
  throw invalidValue(`Invalid port: ${given}. Valid: 1024 to 65535.`);
}

function required(input: Input, name: string): string {
  const value = input[name];
  if (value !== undefined && value !== '') return String(value);
  throw invalidCombination(`The parameter ${name} must be provided and must not be blank.`);
}

/** Throws what AWS answers to an identifier of another form. */
export function checkIdentifier(member: string, id: string, most: number): string {
  if (id.length <= most && /^[a-z](-?[a-z0-9])*$/.test(id)) return id;
  throw invalidValue(
    `The parameter ${member} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
  );
}
