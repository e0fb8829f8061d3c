import type { Balancing } from '../balancing.ts';
import { invalidConfiguration } from '../errors.ts';
import type { Attributes } from '../model.ts';
import { folderOf } from './access-logs.ts';

/** Tries the bucket that attributes name with a file of no content, as AWS does when access logs are enabled or moved. */
export async function tryBucket({ callAws, config }: Balancing, attributes: Attributes): Promise<void> {
  if (attributes['access_logs.s3.enabled'] !== 'true') return;
  const bucket = attributes['access_logs.s3.bucket'];
  if (!bucket) throw invalidConfiguration('An S3 bucket must be specified to enable access logs');
  const Key = `${folderOf(attributes, config.account)}/ELBAccessLogTestFile`;
  await callAws('s3', 'PutObject', { Bucket: bucket, Key, Body: '' }).catch(() => {
    throw invalidConfiguration(`Access Denied for bucket: ${bucket}. Please check S3bucket permission`);
  });
}
