import { call, refused, type Scenario } from '../scenario.ts';

const BUCKET = { Bucket: 'rack-conformance' };
const NO_BUCKET = { Bucket: 'rack-conformance-none' };
const OBJECT = { ...BUCKET, Key: 'a/one.txt' };

export const s3: Scenario = {
  service: 's3',
  cases: [
    call('CreateBucket: a new one', BUCKET),
    refused(
      'InvalidBucketName',
      'CreateBucket: capital letters',
      { Bucket: 'Rack_Conformance' },
      { alone: 'General purpose bucket naming rules, User Guide. moto takes the name.' },
    ),
    call('HeadBucket: the bucket', BUCKET),
    refused('NotFound', 'HeadBucket: no bucket', NO_BUCKET),
    call('ListBuckets: one'),
    call(
      'PutObject: a text',
      { ...OBJECT, Body: 'hello', ContentType: 'text/plain', Metadata: { release: 'v1' } },
      { as: 'put' },
    ),
    call('PutObject: a second one', { ...BUCKET, Key: 'b.txt', Body: 'x' }),
    refused('NoSuchBucket', 'PutObject: no bucket', { ...NO_BUCKET, Key: 'x', Body: 'x' }),
    refused('PreconditionFailed', 'PutObject: only if it is not there', { ...OBJECT, Body: 'x', IfNoneMatch: '*' }),
    call('GetObject: the text', OBJECT),
    call('GetObject: by boto3', OBJECT, { by: 'boto3' }),
    call('GetObject: a part of it', { ...OBJECT, Range: 'bytes=1-2' }),
    refused('NoSuchKey', 'GetObject: no object', { ...BUCKET, Key: 'none' }),
    refused('NoSuchBucket', 'GetObject: no bucket', { ...NO_BUCKET, Key: 'x' }),
    refused('InvalidRange', 'GetObject: beyond its end', { ...OBJECT, Range: 'bytes=100-200' }),
    refused('PreconditionFailed', 'GetObject: another etag', { ...OBJECT, IfMatch: '"0"' }),
    call('HeadObject: the text', OBJECT),
    refused('NotFound', 'HeadObject: no object', { ...BUCKET, Key: 'none' }),
    call('ListObjectsV2: all', BUCKET),
    call('ListObjectsV2: as folders', { ...BUCKET, Delimiter: '/' }),
    call('ListObjectsV2: a page of one', { ...BUCKET, MaxKeys: 1 }),
    refused('NoSuchBucket', 'ListObjectsV2: no bucket', NO_BUCKET),
    refused('BucketNotEmpty', 'DeleteBucket: one with objects', BUCKET),
    call('DeleteObject: one', OBJECT),
    call('DeleteObject: one that is not there', { ...BUCKET, Key: 'none' }),
    call('DeleteObjects: one that is there and one that is not', {
      ...BUCKET,
      Delete: { Objects: [{ Key: 'b.txt' }, { Key: 'none' }] },
    }),
    call('DeleteBucket: the bucket', BUCKET),
    refused('NoSuchBucket', 'DeleteBucket: again', BUCKET),
  ],
};
