import { page } from '../datastores/pages.ts';
import { invalidValue, lower } from '../datastores/requests.ts';
import type { Input, Operation } from '../endpoint/service.ts';
import { begun, found } from './begin.ts';
import { newCluster } from './create.ts';
import { checkVersion, engineNamed } from './engines.ts';
import { type Cache, cacheNamed } from './model.ts';
import { memoryOf } from './node-type.ts';
import type { ElastiCacheParts } from './parts.ts';
import { refuseUnserved, settingsOf } from './settings.ts';
import { memberOf } from './views.ts';

/** The operations on cache clusters: those of Memcached, and those that are the one node of a replication group. */
export function clusterOperations(parts: ElastiCacheParts): Record<string, Operation> {
  const { store, views } = parts;
  const begin = (cache: Cache) => ({ CacheCluster: views.cluster(begun(cache, parts)) });
  return {
    CreateCacheCluster: (input) => begin(newCluster(input, store)),
    DescribeCacheClusters(input) {
      const withNodes = String(input.ShowCacheNodeInfo ?? false) === 'true';
      const { items, next } = page(clustersOf(input), input);
      return { CacheClusters: items.map((each) => views.cluster(each, { withNodes })), Marker: next };
    },
    ModifyCacheCluster(input) {
      const cache = found(cacheNamed(store, 'cluster', input.CacheClusterId), 'available', 'create-failed');
      return begin({ ...modified(cache, input), status: 'modifying' });
    },
    RebootCacheCluster(input) {
      return begin({ ...found(clusterNamed(input.CacheClusterId), 'available'), status: 'rebooting cluster nodes' });
    },
    DeleteCacheCluster(input) {
      const cache = cacheNamed(store, 'cluster', input.CacheClusterId);
      if (input.FinalSnapshotIdentifier) throw invalidValue('There are no snapshots of Memcached.');
      found(cache, 'available', 'create-failed', 'creating', 'modifying');
      return begin({ ...cache, status: 'deleting' });
    },
  };

  function clustersOf({ CacheClusterId: id, ShowCacheClustersNotInReplicationGroups: alone }: Input): Cache[] {
    if (id) return [clusterNamed(id)];
    const all = store.caches.list();
    return String(alone ?? false) === 'true' ? all.filter(({ kind }) => kind === 'cluster') : all;
  }

  function clusterNamed(id: unknown): Cache {
    const member = store.caches.list().find((each) => each.kind === 'group' && memberOf(each.id) === lower(id));
    return member ?? cacheNamed(store, 'cluster', id);
  }
}

// Private

function modified(cache: Cache, input: Input): Cache {
  refuseUnserved(input, 'cluster');
  if (Number(input.NumCacheNodes ?? 1) !== 1)
    throw invalidValue(`NumCacheNodes is ${input.NumCacheNodes}; on this machine a cluster has one node.`);
  if (input.EngineVersion !== cache.version) checkVersion(engineNamed(cache.engine), input.EngineVersion);
  const nodeType = String(input.CacheNodeType ?? cache.nodeType);
  memoryOf(nodeType);
  const securityGroups = input.SecurityGroupIds?.map(String) ?? cache.securityGroups;
  return { ...cache, nodeType, securityGroups, settings: settingsOf(input, cache.settings) };
}
