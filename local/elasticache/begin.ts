import { AwsError } from '../endpoint/service.ts';
import type { Cache, Status } from './model.ts';
import type { ElastiCacheParts } from './parts.ts';

/** Writes down what a cache is to do, and has it done. */
export function begun(cache: Cache, { store, caretaker }: ElastiCacheParts): Cache {
  store.caches.put(cache.id, cache);
  caretaker.wake(cache.id);
  return cache;
}

/** The cache, if it is in one of these states; throws what AWS answers where it is not. */
export function found(cache: Cache, ...statuses: Status[]): Cache {
  if (statuses.includes(cache.status)) return cache;
  const [code, noun] =
    cache.kind === 'group'
      ? ['InvalidReplicationGroupState', 'Replication group']
      : ['InvalidCacheClusterState', 'Cache cluster'];
  throw new AwsError(
    code as string,
    `${noun} ${cache.id} is in the state ${cache.status}, which is none of: ${statuses.join(', ')}.`,
  );
}
