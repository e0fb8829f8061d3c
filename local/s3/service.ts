import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { bucketOperations, openBuckets } from './buckets.ts';
import { coverage } from './coverage.ts';
import { listingOperations } from './listing.ts';
import { multipartOperations } from './multipart.ts';
import { objectOperations } from './objects.ts';
import { openObjects } from './store.ts';

/** S3: buckets in the database, objects as files below the endpoint's home. */
export function createS3({ config, database }: { config: Config; database: Database }): Service {
  const buckets = openBuckets(database);
  const objects = openObjects(database, join(config.home, 's3'));
  return {
    signingName: 's3',
    protocol: 's3',
    version: '2006-03-01',
    coverage,
    operations: {
      ...bucketOperations(buckets, objects, config.region),
      ...listingOperations(buckets, objects),
      ...objectOperations(buckets, objects),
      ...multipartOperations({ database, folder: join(config.home, 's3-uploads'), buckets, objects }),
    },
  };
}
