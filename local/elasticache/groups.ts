import { page } from '../datastores/pages.ts';
import { invalidCombination, lower } from '../datastores/requests.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import { begun, found } from './begin.ts';
import { hashOf, newGroup } from './create.ts';
import { checkVersion, engineNamed } from './engines.ts';
import { type Cache, cacheNamed } from './model.ts';
import { memoryOf } from './node-type.ts';
import type { ElastiCacheParts } from './parts.ts';
import { refuseUnserved, settingsOf } from './settings.ts';
import { newSnapshot } from './snapshots.ts';

/** The operations on replication groups: Redis, of one node each. */
export function groupOperations(parts: ElastiCacheParts): Record<string, Operation> {
  const { store, views } = parts;
  const begin = (cache: Cache) => ({ ReplicationGroup: views.group(begun(cache, parts)) });
  return {
    CreateReplicationGroup: (input) => begin(newGroup(input, store)),
    DescribeReplicationGroups(input) {
      const { ReplicationGroupId: id } = input;
      const all = id ? [cacheNamed(store, 'group', id)] : store.caches.list().filter(({ kind }) => kind === 'group');
      const { items, next } = page(all, input);
      return { ReplicationGroups: items.map((each) => views.group(each)), Marker: next };
    },
    ModifyReplicationGroup(input) {
      const cache = found(cacheNamed(store, 'group', input.ReplicationGroupId), 'available', 'create-failed');
      return begin({ ...modified(cache, input), status: 'modifying' });
    },
    DeleteReplicationGroup(input) {
      const cache = cacheNamed(store, 'group', input.ReplicationGroupId);
      found(cache, 'available', 'create-failed', 'creating', 'modifying', 'snapshotting');
      if (String(input.RetainPrimaryCluster ?? false) === 'true')
        throw invalidCombination('On this machine the primary cluster goes with its replication group.');
      const { FinalSnapshotIdentifier: last } = input;
      const finalSnapshot = last ? newSnapshot(lower(last), cache, [], store).name : undefined;
      return begin({ ...cache, status: 'deleting', finalSnapshot });
    },
  };
}

// Private

function modified(cache: Cache, input: Input): Cache {
  refuseUnserved(input, 'group');
  if (input.EngineVersion !== cache.version) checkVersion(engineNamed(cache.engine), input.EngineVersion);
  const isEncrypted = String(input.TransitEncryptionEnabled ?? cache.isEncrypted) === 'true';
  if (isEncrypted !== cache.isEncrypted)
    throw invalidCombination('On this machine the encryption of a replication group cannot be changed.');
  const nodeType = String(input.CacheNodeType ?? cache.nodeType);
  memoryOf(nodeType);
  return {
    ...cache,
    nodeType,
    description: String(input.ReplicationGroupDescription ?? cache.description),
    tokenHash: tokenOf(cache, input),
    securityGroups: input.SecurityGroupIds?.map(String) ?? cache.securityGroups,
    settings: settingsOf(input, cache.settings),
  };
}

/** A new token takes the place of the old one at once: here nothing is rotated. */
function tokenOf({ isEncrypted, tokenHash }: Cache, { AuthToken, AuthTokenUpdateStrategy: strategy }: Input) {
  if (strategy === 'DELETE') return undefined;
  if (!AuthToken) return tokenHash;
  if (!isEncrypted) throw invalidCombination('To use an AuthToken, TransitEncryptionEnabled must be true.');
  return hashOf(String(AuthToken));
}
